using OrleansDrpc.ClientApi.Tests;

namespace OrleansDrpc.Benchmarks;

/// <summary>
/// A front door process, set up to refuse calls rather than to answer slowly, under ten times the load that it can serve; and the same with a silo
/// process that pulls and does the work. The caller shares the processors with them.
/// </summary>
internal static class Overload
{
    private const int Runs = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, string> Impatient = new() { ["Drpc__MaxComputeWait"] = "00:00:00.010" };

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        using var folder = new TempFolder();
        await using var door = FrontDoorProcess.Start(["--http-port", "0", "--blacklist", folder.Write("list.tsv", SlowList.Text())], Impatient);
        using var http = await door.ServingAsync();
        return await MeasureAsync("overload", http, () => door.WorkingSet);
    }

    public static async Task<IReadOnlyList<Row>> RunPulledAsync()
    {
        using var folder = new TempFolder();
        await using var door = FrontDoorProcess.Start(["--http-port", "0"]);
        using var http = await door.ServingAsync();
        await using var silo = SiloProcess.Start(
            door.Workers,
            [
                $"--Samples:Blacklist={folder.Write("list.tsv", SlowList.Text())}",
                .. Impatient.Select(setting => $"--{setting.Key.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}"),
            ]);
        await silo.StartedAsync();
        return await MeasureAsync("pulled-overload", http, () => door.WorkingSet + silo.WorkingSet);
    }

    private static async Task<IReadOnlyList<Row>> MeasureAsync(string name, HttpClient http, Func<long> workingSet)
    {
        using var load = new ClientApi.Tests.Load(http.BaseAddress!, SlowList.Function, SlowList.Argument);
        await load.ClosedAsync(callers: 2, WarmUp, new LoadTally());

        var runs = new List<OverloadRun>();
        for (var i = 0; i < Runs; i++)
        {
            runs.Add(await OverloadRun.MeasureAsync(workingSet, load, Duration));
        }

        var alone = Median.Of(runs.Select(run => run.Alone.P99.TotalMilliseconds));
        return
        [
            Row.AtMost($"{name}-p99", Median.Of(runs.Select(run => run.Overload.P99.TotalMilliseconds)), "ms", alone, 4),
            Row.AtMost($"{name}-refused-p99", Median.Of(runs.Select(run => run.Overload.RefusedP99.TotalMilliseconds)), "ms", 50, 1),
            Row.AtMost($"{name}-after-p99", Median.Of(runs.Select(run => run.After.P99.TotalMilliseconds)), "ms", alone, 2),
            Row.AtMost($"{name}-memory", runs.Max(run => run.Taken) / (double)(1 << 20), "MB", 300, 1),
        ];
    }
}
