using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.ClientApi;
using OrleansDrpc.ClientApi.Tests;

namespace OrleansDrpc.Benchmarks;

/// <summary>
/// How much later a function's answers come while others call one that does what none should. All share the processors: of poison that computes
/// there are as many callers as processors here.
/// </summary>
internal static class BesidePoison
{
    private const int Pairs = 3;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    private static readonly (string Function, int Callers)[] Poisons =
        [("crash", 4), ("crash at once", 4), ("flood the answer", 2), ("flood a stage", 2), ("flood without waiting", 2), ("block", 30), ("spin", 2)];

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        // With a store, because what crashes leaves dead letters.
        using var folder = new TempFolder();
        await using var app = FrontDoor.Build(
            drpc => Array.ForEach([PoisonNeighbour.Function, .. Poison.Functions], function => drpc.AddFunction(function)),
            (nameof(RequestsOptions.Store), nameof(RequestStoreKind.File)),
            (nameof(RequestsOptions.Directory), folder.Path));
        await app.StartFrontDoorAsync(CancellationToken.None);
        var address = new Uri($"http://{app.Services.GetRequiredService<ListenSockets>().Http!.EndPoint}/");
        using var load = new ClientApi.Tests.Load(address, PoisonNeighbour.Name, PoisonNeighbour.Argument) { Expected = PoisonNeighbour.Answer };
        using var http = new HttpClient { BaseAddress = address };

        var rows = new List<Row>();
        foreach (var (function, callers) in Poisons)
        {
            var (beside, alone) = await Median.OfPairsAsync(Pairs, () => BesideAsync(http, load, function, callers), () => P99Async(load));
            rows.Add(Row.AtMost($"beside-{function.Replace(' ', '-')}-p99", beside, "ms", alone, 4));
        }

        await app.StopAsync();
        return rows;
    }

    private static async Task<double> BesideAsync(HttpClient http, ClientApi.Tests.Load load, string function, int callers)
    {
        var poison = Poison.New();
        var calling = new PoisonCallers(http, function, poison.Key, callers);
        var p99 = await P99Async(load);
        poison.End();
        await calling.StopAsync();
        await poison.GoneAsync();
        return p99;
    }

    private static async Task<double> P99Async(ClientApi.Tests.Load load)
    {
        var tally = new LoadTally();
        await load.ClosedAsync(callers: 1, Duration, tally);
        return tally.Mistakes.IsEmpty && tally.Refused == 0
            ? tally.P99.TotalMilliseconds
            : throw new InvalidOperationException($"The neighbour was not served: {tally.Refused} refusals, {string.Join("; ", tally.Mistakes.Distinct())}");
    }
}
