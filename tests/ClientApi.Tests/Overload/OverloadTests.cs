namespace OrleansDrpc.ClientApi.Tests;

/// <summary>
/// Ten times as many calls as a front door, a process of its own, can serve, of a function that computes (<see cref="OverloadRun"/>). How long
/// calls take meanwhile is measured by the benchmark "overload".
/// </summary>
[Collection(AloneTests.Name)]
public sealed class OverloadTests
{
    private const long MaxBytes = 300 << 20;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("00:00:00.010", 60)] // a service that had rather refuse calls than answer slowly
    [InlineData("00:00:01", 10)]
    public async Task Call_TenTimesTheSustainableLoad_IsAnsweredOrRefusedAndServiceIsNormalAfterwards(string maxComputeWait, int seconds)
    {
        using var folder = new TempFolder();
        await using var door = FrontDoorProcess.Start(
            ["--http-port", "0", "--blacklist", folder.Write("list.tsv", SlowList.Text())], new Dictionary<string, string> { ["Drpc__MaxComputeWait"] = maxComputeWait });
        using var http = await door.ServingAsync();
        using var load = new Load(http.BaseAddress!, SlowList.Function, SlowList.Argument);
        await load.ClosedAsync(callers: 2, WarmUp, new LoadTally());

        var run = await OverloadRun.MeasureAsync(() => door.WorkingSet, load, TimeSpan.FromSeconds(seconds));

        TestContext.Current.TestOutputHelper?.WriteLine($"{run}");
        Assert.Empty(run.Overload.Mistakes.Concat(run.After.Mistakes));
        Assert.InRange(run.Overload.Accepted, 1, long.MaxValue);
        Assert.InRange(run.Overload.Refused, 1, long.MaxValue);
        Assert.InRange(run.Taken, long.MinValue, MaxBytes);
        Assert.InRange(run.After.Accepted, 1, long.MaxValue);
        Assert.Equal(0, run.After.Refused);
    }
}
