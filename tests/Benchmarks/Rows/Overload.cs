using OrleansDrpc.ClientApi.Tests;

namespace OrleansDrpc.Benchmarks;

/// <summary>
/// A front door process, set up to refuse calls rather than to answer slowly, under ten times the load that it can serve. The caller shares the
/// processors with it.
/// </summary>
internal static class Overload
{
    private const int Runs = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        using var folder = new TempFolder();
        await using var door = FrontDoorProcess.Start(
            ["--http-port", "0", "--blacklist", folder.Write("list.tsv", SlowList.Text())], new Dictionary<string, string> { ["Drpc__MaxComputeWait"] = "00:00:00.010" });
        using var http = await door.ServingAsync();
        using var load = new ClientApi.Tests.Load(http.BaseAddress!, SlowList.Function, SlowList.Argument);
        await load.ClosedAsync(callers: 2, WarmUp, new LoadTally());

        var runs = new List<OverloadRun>();
        for (var i = 0; i < Runs; i++)
        {
            runs.Add(await OverloadRun.MeasureAsync(door, load, Duration));
        }

        var alone = Median.Of(runs.Select(run => run.Alone.P99.TotalMilliseconds));
        return
        [
            Row.AtMost("overload-p99", Median.Of(runs.Select(run => run.Overload.P99.TotalMilliseconds)), "ms", alone, 4),
            Row.AtMost("overload-refused-p99", Median.Of(runs.Select(run => run.Overload.RefusedP99.TotalMilliseconds)), "ms", 50, 1),
            Row.AtMost("overload-after-p99", Median.Of(runs.Select(run => run.After.P99.TotalMilliseconds)), "ms", alone, 2),
            Row.AtMost("overload-memory", runs.Max(run => run.Taken) / (double)(1 << 20), "MB", 300, 1),
        ];
    }
}
