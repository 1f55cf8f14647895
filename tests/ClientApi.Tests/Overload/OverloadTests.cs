using System.Globalization;
using System.Text;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Ten times as many calls as a front door, a process of its own, can serve, of a function that computes (<see cref="OverloadRun"/>).</summary>
[Collection(AloneTests.Name)]
public sealed class OverloadTests
{
    private const int Names = 200_000;
    private const int MaxSlowdown = 4;
    private const long MaxBytes = 300 << 20;
    private static readonly TimeSpan MaxRefusal = TimeSpan.FromMilliseconds(50);
    // Until the compiler is done with what computes: what is alone must not look slower than it is.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan FewSeconds = TimeSpan.FromSeconds(5);

    // The promise is about a minute; DRPC_OVERLOAD_SECONDS=60 takes that long.
    private static readonly TimeSpan Overload = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("DRPC_OVERLOAD_SECONDS") ?? "15", CultureInfo.InvariantCulture));

    // A service that had rather refuse calls than answer slowly.
    private static readonly Dictionary<string, string> RefusingSoon = new() { ["Drpc__MaxComputeWait"] = "00:00:00.010" };

    [Fact]
    public Task Call_TenTimesTheSustainableLoad_AcceptedStayFastOthersAreRefusedAtOnceAndServiceIsNormalAfterwards() =>
        MeasureAsync(RefusingSoon, Overload, (run, measured) =>
        {
            measured.Check(run.Overload.P99 <= MaxSlowdown * run.Alone.P99, "the p99 of accepted calls is within four times that alone");
            measured.Check(run.Overload.RefusedP99 <= MaxRefusal, "calls are refused within 50 ms");
        });

    [Fact]
    public Task Call_TenTimesTheSustainableLoadByDefault_GoesOnAnsweringAndServiceIsNormalAfterwards() =>
        MeasureAsync(new(), FewSeconds, (run, measured) => measured.Check(
            run.Overload.Accepted / run.Took.TotalSeconds > run.Rate / MaxSlowdown, "it answers at no less than a quarter of its rate"));

    private static async Task MeasureAsync(Dictionary<string, string> settings, TimeSpan overload, Action<OverloadRun, Measured> check)
    {
        using var folder = new TempFolder();
        var list = folder.Write("list.tsv", List());
        await using var door = FrontDoorProcess.Start(["--http-port", "0", "--blacklist", list], settings);
        using var http = await door.ServingAsync();
        using var load = new Load(http.BaseAddress!, "blacklist", "BAKOLI, DORA MIKONE");
        await load.ClosedAsync(callers: 2, WarmUp, new LoadTally());

        await Measured.InAnyRunAsync(async measured =>
        {
            var run = await OverloadRun.MeasureAsync(door, load, overload);
            Measured.Say($"{run}");
            measured.CheckNone(run.Overload.Mistakes.Concat(run.After.Mistakes));
            measured.Check(run.Overload.Accepted > 0 && run.Overload.Refused > 0, "some are accepted and some refused");
            measured.Check(run.IsOffered, "the load is offered");
            measured.Check(run.Taken <= MaxBytes, "memory stays within 300 MB");
            measured.Check(run.After.Refused == 0 && run.After.P99 <= 2 * run.Alone.P99, "service is normal five seconds later");
            check(run, measured);
        });
    }

    // Names of syllables, which have so much in common that most of them must be compared letter by letter.
    private static string List()
    {
        string[] syllables = ["ba", "do", "ki", "la", "me", "no", "ra", "si", "to", "ve"];
        var random = new Random(7);
        var list = new StringBuilder("id\tname\ttype\tprogram\n");
        for (var id = 1; id <= Names; id++)
        {
            list.Append(CultureInfo.InvariantCulture, $"{id}\t{Word(3)}, {Word(2)} {Word(3)}\t\t\n");
        }

        return list.ToString();

        string Word(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => syllables[random.Next(syllables.Length)]));
    }
}
