#pragma warning disable RS0030 // Proofs: they show that something does not happen, so some of them have to let time pass.
using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Functions whose code behaves oddly.</summary>
public sealed class OddCodeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task NestedCall_OfAFunctionThatIsNotThere_IsAFailureOfTheOuterFunction()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(
            DrpcFunction.Named("outer").Takes<string>().Stage<Nested, string>(name: "nested").Returns()).AddFunction(TestFunctions.Echo));

        var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.Client.ExecuteAsync("outer", "no-such-function"));

        Assert.Equal(DrpcFailureCode.FunctionFailed, failure.Code);
        Assert.Equal("nested", failure.Failure.Stage);
    }

    [Fact]
    public async Task NestedCalls_MoreThanWorkerActivations_AllAnswer()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(
            DrpcFunction.Named("outer").Takes<string>().Stage<Nested, string>(name: "nested").Returns()).AddFunction(TestFunctions.Echo));

        var calls = Enumerable.Range(0, 3000).Select(_ => cluster.ClientOn(0).ExecuteAsync("outer", "echo", new CallOptions { Timeout = TimeSpan.FromSeconds(8) })).ToArray();
        await Task.WhenAll(calls).ContinueWith(_ => { }, TaskScheduler.Default).Within(TimeSpan.FromSeconds(30), "all calls");

        Assert.Equal(0, calls.Count(call => call.IsFaulted));
    }

    [Fact]
    public async Task WaitingCode_OfManyRequests_DoesNotHoldUpOthers()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, TestFunctions.AddAll);
        var name = Guid.NewGuid().ToString();
        var waiting = Enumerable.Range(0, 1100).Select(_ => cluster.ClientOn(0).ExecuteAsync(WaitingFunctions.Wait, name)).ToArray();
        await Eventually.TrueAsync(() => TestGate.Of(name).Waiting.Count >= 1024, "1,024 stages to wait");

        var failure = await Xunit.Record.ExceptionAsync(() => cluster.ClientOn(0).ExecuteAsync(TestFunctions.Echo, "x", new CallOptions { Timeout = TimeSpan.FromSeconds(3) }));
        TestGate.Of(name).Open();
        await Task.WhenAll(waiting).Within(Limit, "the waiting calls");
        Assert.Null(failure);
    }

    [Fact]
    public async Task Code_WaitsThenEmitsThenWaits_GivesItsSlotUp()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(
            DrpcFunction.Named("outer").Takes<string>().Stage<EmitThenNested, string>(name: "nested").Select(x => x, name: "pass").ReturnsAll())
            .AddFunction(TestFunctions.Echo)
            .Configure(options =>
            {
                options.WorkersPerSilo = 1;
                options.MaxBatchItems = 1;
            }));

        Assert.Equal("""["echo","echo"]""", await cluster.ClientOn(0)
            .ExecuteAsync("outer", "echo", new CallOptions { Timeout = TimeSpan.FromSeconds(3) }).Within(Limit, "the call"));
    }

    [Fact]
    public async Task Request_Cancelled_TheRestOfABatchIsNotWorkedOn()
    {
        var (worked, first) = (0, new TaskCompletionSource());
        var function = DrpcFunction.Named("slow-items").Takes<int>()
            .Stage<int>(TestFunctions.EmitRangeAsync, name: "source")
            .Stage<int>(
                (item, output, token) =>
                {
                    Interlocked.Increment(ref worked);
                    first.TrySetResult();
                    Thread.Sleep(10);
                    return output.EmitAsync(item, token);
                },
                name: "slow")
            .ReturnsAll();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function));
        using var caller = new CancellationTokenSource();
        var call = cluster.ClientOn(0).ExecuteAsync(function, 300, caller.Token);
        await first.Task;
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var atEnd = Volatile.Read(ref worked);

        await Task.Delay(1000);
        Assert.InRange(Volatile.Read(ref worked) - atEnd, 0, 3);
    }

    [Fact]
    public async Task Request_Ended_EmitOfTheLastStageThrows()
    {
        var ended = new TaskCompletionSource();
        var stop = false;
        var function = DrpcFunction.Named("endless").Takes<int>()
            .Stage<int>(
                async (item, output, token) =>
                {
                    try
                    {
                        while (!Volatile.Read(ref stop))
                        {
                            await output.EmitAsync(item, token);
                            Thread.Sleep(1);
                        }
                    }
                    catch (Exception)
                    {
                        ended.TrySetResult();
                        throw;
                    }
                },
                name: "endless")
            .ReturnsAll();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function));
        var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0).ExecuteAsync(function, 300, new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) }));
        Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
        try
        {
            await ended.Task.Within(TimeSpan.FromSeconds(2), "the endless code to be ended by its emit");
        }
        finally
        {
            Volatile.Write(ref stop, true);
        }
    }

    [Fact]
    public async Task Aggregator_IdleForLongerThanTheCollectionAge_KeepsItsItems()
    {
        var disposed = new TaskCompletionSource();
        var function = DrpcFunction.Named("slow-source").Takes<int>()
            .Stage<int>(
                async (item, output, token) =>
                {
                    await output.EmitAsync(item, token);
                    await Task.WhenAny(disposed.Task, Task.Delay(4000, token));
                    await output.EmitAsync(item, token);
                },
                name: "source")
            .Aggregate<int>(() => new DisposableCount(disposed), name: "count")
            .Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc =>
        {
            drpc.AddFunction(function).Configure(options => options.MaxBatchItems = 1);
            drpc.Services.Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionQuantum = TimeSpan.FromMilliseconds(200);
                options.CollectionAge = TimeSpan.FromMilliseconds(500);
            });
        });

        Assert.Equal(2, await cluster.ClientOn(0).ExecuteAsync(function, 1).Within(Limit, "the call"));
    }

    [Fact]
    public async Task Code_ThatCleansUpAfterItsCancellation_IsNotDisposedOfBeforeItIsDone()
    {
        CleansUp.Seen.Clear();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(
            DrpcFunction.Named("cleans-up").Takes<string>().Stage<CleansUp, string>(name: "cleans-up").Returns()));

        await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0).ExecuteAsync("cleans-up", "", new CallOptions { Timeout = TimeSpan.FromMilliseconds(200) }));
        await Eventually.TrueAsync(() => CleansUp.Seen.Count == 2, "the code to clean up and be disposed of");

        Assert.Equal(["cleaned up", "disposed"], CleansUp.Seen);
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
    public async Task Grouping_ThatBlocksOnTheArgument_EndsByTheDeadline()
    {
        using var release = new ManualResetEventSlim();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(
            DrpcFunction.Named("blocking-grouping").Takes<int>()
                .Select(
                    x => x,
                    2,
                    Grouping.Custom((int x, int tasks) =>
                    {
                        release.Wait(CancellationToken.None);
                        return 0;
                    }),
                    "work").Returns()));
        try
        {
            var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0)
                .ExecuteAsync("blocking-grouping", "1", new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) }).Within(TimeSpan.FromSeconds(4), "the call"));
            Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
        }
        finally
        {
            release.Set();
        }
    }

    [Fact]
    public async Task Code_ThatStartsAfterItsRequestEnded_DoesNotKeepASlot()
    {
        using var create = new ManualResetEventSlim();
        using var add = new ManualResetEventSlim();
        var (creating, adding) = (new TaskCompletionSource(), new TaskCompletionSource());
        var function = DrpcFunction.Named("slow-create").Takes<int>()
            .Aggregate<int>(
                () =>
                {
                    creating.TrySetResult();
                    create.Wait(CancellationToken.None);
                    return new BlockingAdd(adding, add);
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
            await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0).ExecuteAsync(function, 1, new CallOptions { Timeout = TimeSpan.FromMilliseconds(200) }));
            await cluster.IdleAsync();
            create.Set();
            await Task.WhenAny(adding.Task, Task.Delay(1000));

            // Whether or not Add was called: the only worker must come free.
            Assert.Equal("x", await cluster.ClientOn(0).ExecuteAsync(TestFunctions.Echo, "x", new CallOptions { Timeout = TimeSpan.FromSeconds(3) }));
        }
        finally
        {
            create.Set();
            add.Set();
        }
    }

    [Theory, InlineData("text"), InlineData("json"), InlineData("constructor")]
    public async Task Argument_ThatCannotBeRead_IsABadArgument(string how)
    {
        var takesRecord = DrpcFunction.Named("takes-record").Takes<Positive>().Select(x => x.Value, name: "s").Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(takesRecord).AddFunction(TestFunctions.Echo).AddFunction(TestFunctions.Spread));
        var client = cluster.ClientOn(0);

        var failure = await Assert.ThrowsAsync<DrpcException>(() => how switch
        {
            "text" => client.ExecuteAsync(TestFunctions.Echo, "\ud800"),
            "json" => client.ExecuteAsync("spread", "\ud800"),
            _ => client.ExecuteAsync("takes-record", """{"value":-1}"""),
        });

        Assert.Equal(DrpcFailureCode.BadArgument, failure.Code);
    }

    [Theory, InlineData(-5.0), InlineData(60 * 86400.0), InlineData(double.MaxValue)]
    public async Task Timeout_OutOfRange_IsAnAnswerOrANamedFailureForClusterClients(double seconds)
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(TestFunctions.Echo));
        var timeout = seconds == double.MaxValue ? TimeSpan.MaxValue : TimeSpan.FromSeconds(seconds);
        var failure = await Xunit.Record.ExceptionAsync(() => cluster.Client.ExecuteAsync(TestFunctions.Echo, "x", new CallOptions { Timeout = timeout }));
        Assert.True(failure is null or DrpcException, $"{failure}");
    }

    [Fact]
    public async Task ClusterView_IsLost_TheCallStillEndsByItsDeadline()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(TestFunctions.Echo));
        OrleansDrpc.Embedded.FaultsExtensions.GetFaults(cluster.Cluster).Add(
            new OrleansDrpc.Embedded.FaultRule(OrleansDrpc.Embedded.FaultKind.LoseRequest) { Interface = typeof(IClusterViewGrain) });
        var call = cluster.Client.ExecuteAsync(TestFunctions.Echo, "x", new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) });
        Assert.IsType<DrpcException>(await Xunit.Record.ExceptionAsync(() => call.Within(TimeSpan.FromSeconds(3), "the call")));
    }

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
    public async Task Emits_FromSeveralThreads_LoseNothingUnnoticed()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(DrpcFunction.Named("parallel").Takes<int>()
            .Stage<int>(
                async (count, output, token) => await Parallel.ForEachAsync(
                    Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = token }, (item, ct) => output.EmitAsync(item, ct)),
                name: "emits").ReturnsAll()));
        for (var i = 0; i < 10; i++)
        {
            var failure = await Xunit.Record.ExceptionAsync(async () =>
                Assert.Equal(Enumerable.Range(0, 100_000), (await cluster.ClientOn(0).ExecuteAsync<int, int[]>("parallel", 100_000)).Order()));
            Assert.True(failure is null or DrpcException, $"{failure?.Message}");
        }
    }

    [Fact]
    public async Task Emits_WithATokenOfTheirOwn_AreEndedByIt()
    {
        var waited = new TaskCompletionSource<bool>();
        var function = DrpcFunction.Named("own-token").Takes<int>()
            .Stage<int>(
                async (item, output, token) =>
                {
                    using var own = CancellationTokenSource.CreateLinkedTokenSource(token);
                    own.CancelAfter(100);
                    try
                    {
                        for (var i = 0; i < 100; i++)
                        {
                            await output.EmitAsync(item, own.Token);
                        }
                    }
                    catch (OperationCanceledException)
                    {
                        waited.TrySetResult(token.IsCancellationRequested);
                        throw;
                    }
                },
                name: "source")
            .Stage<int>(async (item, output, token) => await Task.Delay(System.Threading.Timeout.Infinite, token), name: "waits")
            .ReturnsAll();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function).Configure(options => options.MaxBatchItems = 1));
        var call = cluster.ClientOn(0).ExecuteAsync(function, 1, new CallOptions { Timeout = TimeSpan.FromSeconds(2) });
        await Xunit.Record.ExceptionAsync(() => call);
        Assert.False(await waited.Task.Within(Limit, "the emit to end"), "The emit ended only with the request.");
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    internal sealed class Nested(IDrpcClient client) : IStage<string, string>
    {
        public async ValueTask ExecuteAsync(string item, IEmitter<string> output, CancellationToken cancellationToken) =>
            await output.EmitAsync(await client.ExecuteAsync(item, item, cancellationToken), cancellationToken);
    }

    internal sealed class EmitThenNested(IDrpcClient client) : IStage<string, string>
    {
        public async ValueTask ExecuteAsync(string item, IEmitter<string> output, CancellationToken cancellationToken)
        {
            await Task.Yield();
            await output.EmitAsync(item, cancellationToken);
            await output.EmitAsync(await client.ExecuteAsync(item, item, cancellationToken), cancellationToken);
        }
    }

    internal sealed class DisposableCount(TaskCompletionSource disposed) : IAggregator<int, int>, IDisposable
    {
        private int _count;

        public void Add(ReadOnlySpan<int> items) => _count += items.Length;

        public ValueTask FinishAsync(IEmitter<int> output, CancellationToken cancellationToken) => output.EmitAsync(_count, cancellationToken);

        public void Dispose() => disposed.TrySetResult();
    }

    internal sealed class BlockingAdd(TaskCompletionSource adding, ManualResetEventSlim release) : IAggregator<int, int>
    {
        public void Add(ReadOnlySpan<int> items)
        {
            adding.TrySetResult();
            release.Wait(CancellationToken.None);
        }

        public ValueTask FinishAsync(IEmitter<int> output, CancellationToken cancellationToken) => output.EmitAsync(0, cancellationToken);
    }

    internal sealed class CleansUp : IStage<string, string>, IDisposable
    {
        public static ConcurrentQueue<string> Seen { get; } = new();

        public async ValueTask ExecuteAsync(string item, IEmitter<string> output, CancellationToken cancellationToken)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                // Heeds its token at once, and rolls back.
                await Task.Delay(100, CancellationToken.None);
                Seen.Enqueue("cleaned up");
            }
        }

        public void Dispose() => Seen.Enqueue("disposed");
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

    internal sealed record Positive
    {
        public Positive(int value) => Value = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));

        public int Value { get; }
    }
}
