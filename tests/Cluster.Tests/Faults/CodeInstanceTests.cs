using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>How instances of stages and aggregators are made, kept and disposed of.</summary>
public sealed class CodeInstanceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Stage_WithTwoConstructors_WorksOrIsRefusedAtTheStart()
    {
        DrpcTestCluster? cluster = null;
        try
        {
            cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(DrpcFunction.Named("estimate").Takes<int>()
                .Aggregate<ApproximateDistinctCountAggregator<int>, long>(name: "estimate").Returns()));
        }
        catch (InvalidOperationException)
        {
            return;
        }

        await using (cluster)
        {
            Assert.Equal("1", await cluster.Client.ExecuteAsync("estimate", "1"));
        }
    }

    [Fact]
    public async Task Constructor_Throws_ServicesOfItsScopeAreDisposed()
    {
        ScopedService.Alive = 0;
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc =>
        {
            drpc.Services.AddScoped<ScopedService>();
            drpc.AddFunction(DrpcFunction.Named("bad-constructor").Takes<string>().Stage<BadConstructor, string>(name: "bad").Returns());
        });

        var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0).ExecuteAsync("bad-constructor", ""));

        Assert.Equal(DrpcFailureCode.FunctionFailed, failure.Code);
        Assert.Equal(0, ScopedService.Alive);
    }

    [Fact]
    public async Task AggregatorConstructor_Throws_EvenWhereTheSenderSwallowsIt_TheAggregatorIsBlamed()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.Configure(o => o.MaxBatchItems = 1).AddFunction(
            DrpcFunction.Named("swallows").Takes<int>()
                .Stage<int>(
                    async (item, output, token) =>
                    {
                        for (var i = 0; i < 20; i++)
                        {
                            try
                            {
                                await output.EmitAsync(item, token);
                            }
                            catch (DrpcException)
                            {
                                return;
                            }
                        }
                    },
                    name: "swallower")
                .Aggregate<long>(() => throw new InvalidOperationException("author's message"), name: "unmakeable").Returns()));

        var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0).ExecuteAsync("swallows", "1"));

        Assert.Contains("author's message", failure.Message, StringComparison.Ordinal);
        Assert.Equal("unmakeable", failure.Failure.Stage);
    }

    [Fact]
    public async Task Aggregator_IdleForLongerThanTheCollectionAge_KeepsItsItems()
    {
        var (added, disposed, name) = (new TaskCompletionSource(), new TaskCompletionSource(), Guid.NewGuid().ToString());
        var function = DrpcFunction.Named("slow-source").Takes<string>()
            .Stage<string>(
                async (item, output, token) =>
                {
                    await output.EmitAsync(item, token);
                    await TestGate.Of(item).WaitAsync(output.Context.Silo, token);
                    await output.EmitAsync(item, token);
                },
                name: "source")
            .Select(item => item, name: "pass")
            .Aggregate<int>(() => new DisposableCount(added, disposed), name: "count")
            .Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc =>
        {
            drpc.AddFunction(function).Configure(options => options.MaxBatchItems = 1);
            drpc.CollectSoon();
        });

        var call = cluster.ClientOn(0).ExecuteAsync(function, name);
        await added.Task.Within(Limit, "the first item");

        // The worker of the stage before, which was busy no shorter than the aggregator, goes; the one of the source stays.
        await cluster.WorkersLeftAsync(1);
        Assert.False(disposed.Task.IsCompleted, "The aggregator was collected.");
        Assert.Equal(1, await cluster.ActivationsOfAsync(nameof(AggregatorGrain)));
        TestGate.Of(name).Open();

        Assert.Equal(2, await call.Within(Limit, "the call"));
    }

    internal sealed class DisposableCount(TaskCompletionSource added, TaskCompletionSource disposed) : IAggregator<string, int>, IDisposable
    {
        private int _count;

        public void Add(ReadOnlySpan<string> items)
        {
            _count += items.Length;
            added.TrySetResult();
        }

        public ValueTask FinishAsync(IEmitter<int> output, CancellationToken cancellationToken) => output.EmitAsync(_count, cancellationToken);

        public void Dispose() => disposed.TrySetResult();
    }

    internal sealed class ScopedService : IDisposable
    {
        public static int Alive;

        public ScopedService() => Alive++;

        public void Dispose() => Alive--;
    }

    internal sealed class BadConstructor : IStage<string, string>
    {
        public BadConstructor(ScopedService service) => throw new InvalidOperationException($"author's message {service}");

        public ValueTask ExecuteAsync(string item, IEmitter<string> output, CancellationToken cancellationToken) => default;
    }
}
