using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansDrpc.ClientApi;
using OrleansDrpc.ClientApi.Tests;
using OrleansDrpc.Hosting;

namespace OrleansDrpc.Benchmarks;

/// <summary>
/// How much later a function's answers come while others call one that does what none should. All share the processors: of poison that computes
/// there are as many callers as processors here. Once with the functions in the front door's own silo, once in a silo that pulls, in the same process.
/// </summary>
internal static class BesidePoison
{
    private const int Pairs = 3;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    private static readonly (string Function, int Callers)[] Poisons =
        [("crash", 4), ("crash at once", 4), ("flood the answer", 2), ("flood a stage", 2), ("flood without waiting", 2), ("block", 30), ("spin", 2)];

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        using var folder = new TempFolder();
        await using var app = await StartAsync(folder, AddFunctions);
        return await MeasureAsync(app, "beside");
    }

    public static async Task<IReadOnlyList<Row>> RunPulledAsync()
    {
        using var folder = new TempFolder();
        await using var app = await StartAsync(folder, _ => { });
        using var silo = await StartSiloAsync(app);
        var rows = await MeasureAsync(app, "pulled-beside");
        await silo.StopAsync();
        return rows;
    }

    private static void AddFunctions(DrpcBuilder drpc) => Array.ForEach([PoisonNeighbour.Function, .. Poison.Functions], function => drpc.AddFunction(function));

    // With a store, because what crashes leaves dead letters.
    private static async Task<WebApplication> StartAsync(TempFolder folder, Action<DrpcBuilder> add)
    {
        var app = FrontDoor.Build(
            add, (nameof(RequestsOptions.Store), nameof(RequestStoreKind.File)), (nameof(RequestsOptions.Directory), folder.Path));
        await app.StartFrontDoorAsync(CancellationToken.None);
        return app;
    }

    private static async Task<IHost> StartSiloAsync(WebApplication door)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        (builder.Configuration["Silo:SiloPort"], builder.Configuration["Silo:GatewayPort"]) = ("0", "0");
        builder.AddDrpcSilo(AddFunctions);
        builder.PullFromDrpcServers(options => options.Servers = $"{door.Services.GetRequiredService<ListenSockets>().Workers!.EndPoint}");
        var silo = builder.Build();
        await silo.StartAsync();
        await Waits.Until(() => door.Services.GetRequiredService<WorkerQueues>().IsServed(PoisonNeighbour.Name), "the silo to pull");
        return silo;
    }

    private static async Task<IReadOnlyList<Row>> MeasureAsync(WebApplication app, string name)
    {
        var address = new Uri($"http://{app.Services.GetRequiredService<ListenSockets>().Http!.EndPoint}/");
        using var load = new ClientApi.Tests.Load(address, PoisonNeighbour.Name, PoisonNeighbour.Argument) { Expected = PoisonNeighbour.Answer };
        using var http = new HttpClient { BaseAddress = address };

        var rows = new List<Row>();
        foreach (var (function, callers) in Poisons)
        {
            var (beside, alone) = await Median.OfPairsAsync(Pairs, () => BesideAsync(http, load, function, callers), () => P99Async(load));
            rows.Add(Row.AtMost($"{name}-{function.Replace(' ', '-')}-p99", beside, "ms", alone, 4));
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
