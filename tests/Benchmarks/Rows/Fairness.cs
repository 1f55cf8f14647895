using OrleansDrpc.Hosting;

namespace OrleansDrpc.Benchmarks;

/// <summary>How much longer small requests take while huge ones run.</summary>
internal static class Fairness
{
    private const int Callers = 16;
    private const int HugeFollowers = 10_000;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var drpc = await LocalDrpc.StartAsync(builder => builder.AddFunction(OneStage.Exclaim).AddFunction(ReachShaped.Reach));
        var (beside, alone) = await Median.OfPairsAsync(5, () => BesideHugeAsync(drpc), () => AloneAsync(drpc));
        return [Row.AtMost("small-beside-huge-p99", beside * 1000, "us", alone * 1000, 4)];
    }

    private static Task<double> BesideHugeAsync(LocalDrpc drpc) =>
        Load.P99MillisecondsAsync(Callers, drpc.ExecuteAsync(ReachShaped.Reach, HugeFollowers), _ => drpc.ExecuteAsync(OneStage.Exclaim, "hello"));

    private static Task<double> AloneAsync(LocalDrpc drpc) =>
        Load.P99MillisecondsAsync(Callers, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System), _ => drpc.ExecuteAsync(OneStage.Exclaim, "hello"));
}
