namespace OrleansDrpc.ClientApi.Tests;

public sealed class BenchRunTests
{
    private static readonly NamedCall Call = new("f", "a");
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Run_OneCaller_MeasuresEveryCallAfterTheWarmUp()
    {
        var calls = 0;

        var result = await RunAsync(1, 10_000 * Millisecond, (_, _) =>
        {
            calls++;
            _time.Advance(Millisecond);
            return Task.FromResult("");
        });

        // The first call, a warm-up of a second, and ten seconds.
        Assert.Equal(1 + 1_000 + 10_000, calls);
        Assert.Equal((10_000, 0, 10_000 * Millisecond, 1_000), (result.Answered, result.Failed, result.Elapsed, result.Rate));
        Assert.Equal((Millisecond, Millisecond), (result.Latencies.Mean, result.Latencies.Max));
        Assert.InRange(result.Latencies.Percentile(50), Millisecond * (1 - LatencyHistogram.Precision), Millisecond);
    }

    [Fact]
    public async Task Run_Callers_CallAtOnceAndAreWaitedFor()
    {
        var together = new Meeting(5);

        var result = await RunAsync(5, Millisecond, async (run, _) =>
        {
            if (run.Progress is not null)
            {
                await together.JoinAsync();
            }

            _time.Advance(Millisecond);
            return "";
        });

        Assert.Equal((5, 0, 5 * Millisecond), (result.Answered, result.Failed, result.Elapsed));
    }

    [Fact]
    public async Task Run_Stopped_ReturnsWhatWasMeasuredSoFar()
    {
        using var stop = new CancellationTokenSource();
        var measured = 0;

        var result = await RunAsync(
            1,
            TimeSpan.FromHours(1),
            (run, _) =>
            {
                _time.Advance(Millisecond);
                if (run.Progress is not null && ++measured == 1_000)
                {
                    stop.Cancel();
                }

                return Task.FromResult("");
            },
            stop.Token);

        Assert.Equal((1_000, 0, 1_000 * Millisecond), (result.Answered, result.Failed, result.Elapsed));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Run_StoppedBeforeItMeasures_IsEmpty(int call)
    {
        using var stop = new CancellationTokenSource();
        var calls = 0;

        var result = await RunAsync(
            1,
            TimeSpan.FromHours(1),
            async (_, cancellationToken) =>
            {
                if (++calls == call)
                {
                    await stop.CancelAsync();
                }

                cancellationToken.ThrowIfCancellationRequested();
                return "";
            },
            stop.Token);

        Assert.Equal((call, 0, 0, 0), (calls, result.Answered, result.Failed, result.Rate));
    }

    [Fact]
    public async Task Run_Failures_AreCountedByCodeWithTheFirstMessage()
    {
        var measured = 0;

        var result = await RunAsync(1, 30 * Millisecond, (run, _) =>
        {
            _time.Advance(Millisecond);
            measured += run.Progress is null ? 0 : 1;
            return (measured % 3) switch
            {
                1 => throw new DrpcException(DrpcFailureCode.Overloaded, $"busy {measured}"),
                2 => throw new DrpcException(DrpcFailureCode.TimedOut, $"late {measured}"),
                _ => Task.FromResult(""),
            };
        });

        Assert.Equal((10, 20), (result.Answered, result.Failed));
        Assert.Equal([new(DrpcFailureCode.TimedOut, 10, "late 2"), new(DrpcFailureCode.Overloaded, 10, "busy 1")], result.Failures);
    }

    [Fact]
    public async Task Run_FirstCallFailsByChance_GoesOn()
    {
        var calls = 0;

        var result = await RunAsync(1, 10 * Millisecond, (_, _) =>
        {
            _time.Advance(Millisecond);
            return ++calls == 1 ? throw new DrpcException(DrpcFailureCode.Overloaded, "busy") : Task.FromResult("");
        });

        Assert.Equal((10, 0), (result.Answered, result.Failed));
    }

    [Theory]
    [InlineData(DrpcFailureCode.UnknownFunction)]
    [InlineData(DrpcFailureCode.BadArgument)]
    [InlineData(DrpcFailureCode.NotAuthorized)]
    public async Task Run_FirstCallFailsForGood_FailsAtOnce(DrpcFailureCode code)
    {
        var calls = 0;

        var failure = await Assert.ThrowsAsync<DrpcException>(() => RunAsync(4, TimeSpan.FromHours(1), (_, _) =>
        {
            calls++;
            throw new DrpcException(code, "no");
        }));

        Assert.Equal((code, 1), (failure.Code, calls));
    }

    private async Task<BenchResult> RunAsync(
        int callers, TimeSpan duration, Func<BenchRun, CancellationToken, Task<string>> answer, CancellationToken cancellationToken = default)
    {
        BenchRun? run = null;
        var client = new ScriptedClient((_, _, token) => answer(run!, token));
        run = new BenchRun(client, new BenchSettings(Call, callers, duration), _time);
        return await run.RunAsync(cancellationToken).Within("the run's end");
    }
}
