using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.Cluster.Tests;

public sealed class EmitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Emit_FromManyTasksOfTheCodeAtOnce_EveryItemArrivesOnce(int silos)
    {
        var function = DrpcFunction.Named("at-once").Takes<int>()
            .Stage<int>(
                async (count, output, token) => await Task.WhenAll(Enumerable.Range(0, 8).Select(part => Task.Run(
                    async () =>
                    {
                        for (var i = part; i < count; i += 8)
                        {
                            await output.EmitAsync(i, token);
                        }
                    },
                    token))),
                name: "source")
            .Select(item => item, parallelism: 3, name: "pass")
            .Aggregate(() => 0L, (sum, item) => sum + item, sum => sum, 3, Grouping.Fields((int item) => item), "partial")
            .Aggregate(() => 0L, (sum, item) => sum + item, sum => sum, name: "sum")
            .Returns();
        await using var cluster = await StartAsync(silos, function);

        Assert.Equal(Enumerable.Range(0, 20_000).Sum(i => (long)i), await cluster.Client.ExecuteAsync(function, 20_000).Within(Limit, "the call"));
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Emit_CancelledByTheCodeWhileItWaits_ItemsAreNeitherLostNorDoubled()
    {
        var function = DrpcFunction.Named("impatient").Takes<int>()
            .Stage<int>(
                async (count, output, token) =>
                {
                    for (var i = 0; i < count; i++)
                    {
                        using var impatient = new CancellationTokenSource();
                        var emit = output.EmitAsync(i, impatient.Token);
                        await impatient.CancelAsync();
                        try
                        {
                            await emit;
                        }
                        catch (OperationCanceledException)
                        {
                            // It waited for room; the item is on its way all the same.
                        }
                    }
                },
                name: "source")
            .Select(item => item, parallelism: 2, name: "pass")
            .Count()
            .Returns();
        await using var cluster = await StartAsync(1, function);

        Assert.Equal(3000, await cluster.Client.ExecuteAsync(function, 3000).Within(Limit, "the call"));
    }

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Emit_BlockedOnByTheCode_GetsOn(int silos)
    {
        var function = DrpcFunction.Named("blocks").Takes<int>()
            .Stage<int>(
                (count, output, token) =>
                {
                    for (var i = 0; i < count; i++)
                    {
                        output.EmitAsync(i, token).AsTask().Wait(CancellationToken.None);
                    }

                    return default;
                },
                name: "source")
            .Select(item => item, parallelism: 3, name: "pass")
            .Count()
            .Returns();
        await using var cluster = await StartAsync(silos, function);

        Assert.Equal(3000, await cluster.Client.ExecuteAsync(function, 3000).Within(Limit, "the call"));
        await cluster.IdleAsync();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Emit_BlockedOnByTheCodeUntilTheDeadline_IsReleasedAndCodeThatBlocksOnIsCounted(bool goesOn)
    {
        using var release = new ManualResetEventSlim(!goesOn);
        using var released = new ManualResetEventSlim();
        var function = DrpcFunction.Named("blocks").Takes<string>()
            .Stage<int>(
                (_, output, _) =>
                {
                    try
                    {
                        for (var i = 0; ; i++)
                        {
                            output.EmitAsync(i, CancellationToken.None).AsTask().Wait(CancellationToken.None);
                        }
                    }
                    finally
                    {
                        released.Set();
                        release.Wait(CancellationToken.None);
                    }
                },
                name: "source")
            .Stage<int>((_, _, token) => new ValueTask(Cancellation.OfAsync(token)), name: "slow")
            .Count()
            .Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function).Configure(options =>
        {
            (options.MaxBatchItems, options.MaxQueuedBatches, options.SendWindow) = (10, 1, 1);
            options.StuckCodeGrace = TimeSpan.FromMilliseconds(100);
        }));
        var slots = cluster.ServicesOf(0).GetRequiredService<FunctionRegistry>().Get("blocks").Slots;

        var call = cluster.Client.ExecuteAsync(function, "x", new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) });
        var failure = await Assert.ThrowsAsync<DrpcException>(() => call.Within(Limit, "the call"));
        Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
        await Eventually.TrueAsync(() => released.IsSet, "the code to be released from its emit");
        if (goesOn)
        {
            await Eventually.TrueAsync(() => slots.Stuck == 1, "the code to be counted as stuck");
            release.Set();
        }

        await Eventually.TrueAsync(() => slots.Stuck == 0, "the code to return");
        await cluster.IdleAsync();
    }

    [Theory, InlineData("unawaited"), InlineData("swallowed")]
    public async Task Emit_OfCarelessCode_FailsTheRequestInPlaceOfLosingTheItem(string how)
    {
        var function = DrpcFunction.Named("careless").Takes<string>()
            .Stage<int>(
                async (text, output, token) =>
                {
                    for (var i = 0; i < 10; i++)
                    {
                        await output.EmitAsync(i, token);
                    }

                    switch (how)
                    {
                        case "unawaited":
                            _ = output.EmitAsync(Enumerable.Range(0, 5000).ToArray(), token).AsTask();
                            break;
                        default:
                            try
                            {
                                await output.EmitToAsync(0, 1, token);
                            }
                            catch (InvalidOperationException)
                            {
                                // The next stage is not grouped directly.
                            }

                            break;
                    }
                },
                name: "source")
            .Select(item => item, name: "pass")
            .Count()
            .Returns();
        await using var cluster = await StartAsync(1, function);

        var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.Client.ExecuteAsync(function, "x").Within(Limit, "the call"));

        Assert.Equal(DrpcFailureCode.FunctionFailed, failure.Code);
        Assert.Equal("source", failure.Failure.Stage);
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Emit_AfterTheRunHasEnded_FailsTheRequest()
    {
        var function = DrpcFunction.Named("late").Takes<string>()
            .Stage<LateStage, int>(name: "source")
            .Stage<int>((item, output, token) => new ValueTask(TestGate.Of("late").WaitAsync("", token)), name: "pass")
            .Count()
            .Returns();
        await using var cluster = await StartAsync(1, function);

        var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.Client.ExecuteAsync(function, "x").Within(Limit, "the call"));

        Assert.Equal(DrpcFailureCode.FunctionFailed, failure.Code);
        Assert.Equal("source", failure.Failure.Stage);
        Assert.Contains("emitted after it had ended", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_OverTheLimit_FailsAndSaysWhichOption()
    {
        var function = DrpcFunction.Named("much").Takes<int>()
            .Stage<int>(TestFunctions.EmitRangeAsync, name: "source")
            .Select(item => item, parallelism: 3, name: "pass")
            .ReturnsAll();
        await using var cluster = await DrpcTestCluster.StartAsync(
            1, drpc => drpc.AddFunction(function).Configure(options => (options.MaxAnswerBytes, options.MaxBatchItems) = (4000, 100)));

        Assert.Equal(1000, (await cluster.Client.ExecuteAsync(function, 1000)).Count);
        var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.Client.ExecuteAsync(function, 1001));
        Assert.Equal(DrpcFailureCode.FunctionFailed, failure.Code);
        Assert.Contains("Drpc:MaxAnswerBytes", failure.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(4096, false), InlineData(4097, false), InlineData(400, true), InlineData(100_000, true)]
    public async Task Item_OverTheLimit_FailsForGoodAndSaysWhichOption(int size, bool isList)
    {
        var text = DrpcFunction.Named("item").Takes<int>()
            .Select(length => new string('x', length), name: "source").Select(item => item.Length, name: "pass").Returns();
        var list = DrpcFunction.Named("item").Takes<int>()
            .Select(length => Enumerable.Repeat(1, length / 2).ToArray(), name: "source").Select(item => 2 * item.Length, name: "pass").Returns();
        var function = isList ? list : text;
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function).Configure(options => options.MaxItemBytes = 4096));
        var call = cluster.Client.ExecuteAsync(function, size).Within(Limit, "the call");
        if (size <= 4096)
        {
            Assert.Equal(size, await call);
            return;
        }

        var failure = await Assert.ThrowsAsync<DrpcException>(() => call);
        Assert.Equal((DrpcFailureCode.FunctionFailed, true, "source"), (failure.Code, failure.Failure.IsPermanent, failure.Failure.Stage));
        Assert.Single(failure.Failure.Attempts!);
        Assert.Contains("Drpc:MaxItemBytes", failure.Message, StringComparison.Ordinal);
    }

    private static Task<DrpcTestCluster> StartAsync(int silos, DrpcFunction function) => DrpcTestCluster.StartAsync(
        silos, drpc => drpc.AddFunction(function).Configure(options => (options.MaxBatchItems, options.MaxQueuedBatches, options.SendWindow) = (10, 1, 1)));

    /// <summary>Emits once more when it is disposed of, which is after its run.</summary>
    private sealed class LateStage : IStage<string, int>, IDisposable
    {
        private IEmitter<int>? _output;

        public ValueTask ExecuteAsync(string item, IEmitter<int> output, CancellationToken cancellationToken)
        {
            _output = output;
            return output.EmitAsync(1, cancellationToken);
        }

        public void Dispose()
        {
            try
            {
                _ = _output!.EmitAsync(2).AsTask();
            }
            catch (InvalidOperationException)
            {
                // What careless code would not even see.
            }
        }
    }
}
