using System.Collections.Concurrent;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Code that still runs when its request has ended.</summary>
public sealed class CodeAfterTheEndTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Request_Cancelled_TheRestOfABatchIsNotWorkedOn()
    {
        var (worked, first) = (0, new TaskCompletionSource());
        var function = DrpcFunction.Named("blocks-until-cancelled").Takes<int>()
            .Stage<int>(TestFunctions.EmitRangeAsync, name: "source")
            .Stage<int>(
                (_, _, token) =>
                {
                    Interlocked.Increment(ref worked);
                    first.TrySetResult();
                    token.WaitHandle.WaitOne(Limit);
                    return default;
                },
                name: "blocks")
            .ReturnsAll();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc =>
        {
            drpc.AddFunction(function);
            drpc.CollectSoon();
        });
        using var caller = new CancellationTokenSource();
        var call = cluster.ClientOn(0).ExecuteAsync(function, 300, caller.Token);
        await first.Task.Within(Limit, "the first item");
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Within(Limit, "the call"));

        // Workers go when they have come to the end of their batches.
        await cluster.WorkersLeftAsync(0);
        Assert.Equal(1, Volatile.Read(ref worked));
    }

    [Fact]
    public async Task Request_Ended_EmitOfTheLastStageThrows()
    {
        using var ended = new ManualResetEventSlim();
        var emit = new TaskCompletionSource();
        var function = DrpcFunction.Named("emits-late").Takes<int>()
            .Stage<int>(
                async (item, output, token) =>
                {
                    await output.EmitAsync(item, token);
                    ended.Wait(Limit, CancellationToken.None);
                    try
                    {
                        await output.EmitAsync(item, CancellationToken.None);
                        emit.TrySetResult();
                    }
                    catch (Exception e)
                    {
                        emit.TrySetException(e);
                        throw;
                    }
                },
                name: "emits-late")
            .ReturnsAll();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function));
        try
        {
            var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0)
                .ExecuteAsync(function, 300, new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) }).Within(Limit, "the call"));
            Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
            await cluster.NoRequestsAsync();
        }
        finally
        {
            ended.Set();
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => emit.Task.Within(Limit, "the late emit"));
    }

    [Fact]
    public async Task Code_ThatCleansUpAfterItsCancellation_IsNotDisposedOfBeforeItIsDone()
    {
        var name = Guid.NewGuid().ToString();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc =>
        {
            drpc.AddFunction(DrpcFunction.Named("cleans-up").Takes<string>().Stage<CleansUp, string>(name: "cleans-up").Returns());
            drpc.CollectSoon();
        });

        await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0)
            .ExecuteAsync("cleans-up", name, new CallOptions { Timeout = TimeSpan.FromMilliseconds(200) }).Within(Limit, "the call"));
        await Eventually.TrueAsync(() => CleansUp.Seen.Contains($"cleaning up {name}"), "the code to begin its cleanup");

        // The worker goes when it has left the code behind, and with it whatever it disposes of.
        await cluster.WorkersLeftAsync(0);
        TestGate.Of(name).Open();
        await Eventually.TrueAsync(() => CleansUp.Seen.Contains($"disposed {name}"), "the code to be disposed of");

        Assert.Equal([$"cleaning up {name}", $"cleaned up {name}", $"disposed {name}"], CleansUp.Seen.Where(entry => entry.EndsWith(name, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Code_ThatStartsAfterItsRequestEnded_DoesNotKeepASlot()
    {
        using var create = new ManualResetEventSlim();
        using var add = new ManualResetEventSlim();
        var (adding, disposed) = (new TaskCompletionSource(), new TaskCompletionSource());
        var function = DrpcFunction.Named("slow-create").Takes<int>()
            .Aggregate<int>(
                () =>
                {
                    create.Wait(Limit, CancellationToken.None);
                    return new BlockingAdd(adding, disposed, add);
                },
                name: "blocking")
            .Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function).AddFunction(TestFunctions.Echo).Configure(options =>
        {
            options.WorkersPerSilo = 1;
            options.StuckCodeGrace = TimeSpan.FromMilliseconds(100);
        }));
        try
        {
            await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0)
                .ExecuteAsync(function, 1, new CallOptions { Timeout = TimeSpan.FromMilliseconds(200) }).Within(Limit, "the call"));
            await cluster.IdleAsync();
            create.Set();
            await Task.WhenAny(adding.Task, disposed.Task).Within(Limit, "the aggregator to get its item or to be disposed of");

            // Whether or not Add was called: the only worker must come free.
            Assert.Equal("x", await cluster.ClientOn(0)
                .ExecuteAsync(TestFunctions.Echo, "x", new CallOptions { Timeout = TimeSpan.FromSeconds(3) }).Within(Limit, "another request"));
        }
        finally
        {
            create.Set();
            add.Set();
        }
    }

    internal sealed class BlockingAdd(TaskCompletionSource adding, TaskCompletionSource disposed, ManualResetEventSlim release) : IAggregator<int, int>, IDisposable
    {
        public void Add(ReadOnlySpan<int> items)
        {
            adding.TrySetResult();
            release.Wait(Limit, CancellationToken.None);
        }

        public ValueTask FinishAsync(IEmitter<int> output, CancellationToken cancellationToken) => output.EmitAsync(0, cancellationToken);

        public void Dispose() => disposed.TrySetResult();
    }

    internal sealed class CleansUp : IStage<string, string>, IDisposable
    {
        private string _name = "";

        public static ConcurrentQueue<string> Seen { get; } = new();

        public async ValueTask ExecuteAsync(string item, IEmitter<string> output, CancellationToken cancellationToken)
        {
            _name = item;
            try
            {
                await Cancellation.OfAsync(cancellationToken);
            }
            finally
            {
                // Heeds its token at once, and rolls back.
                Seen.Enqueue($"cleaning up {item}");
                await TestGate.Of(item).WaitAsync(output.Context.Silo, CancellationToken.None).Within(Limit, "the end of the cleanup");
                Seen.Enqueue($"cleaned up {item}");
            }
        }

        public void Dispose() => Seen.Enqueue($"disposed {_name}");
    }
}
