using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.ClientApi;

namespace OrleansDrpc.Benchmarks;

/// <summary>
/// Calls through Storm's Thrift port that silo processes run: with two of them against one, for a function that costs next to nothing and for
/// one that computes; and with one against the front door's own silo.
/// </summary>
internal static class Workers
{
    private const int Callers = 64;
    private const int Pairs = 9;
    private const int WarmUps = 3;

    // So many items that computing is nearly all of a call. A silo process computes with one thread, so that one leaves a processor to others.
    private const string Side = "300";
    private const string Area = "90000";
    private const string OneThread = $"--{DrpcOptions.Section}:{nameof(DrpcOptions.WorkersPerSilo)}=1";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Row>> RunAsync() => [.. await SmallAsync(), await ComputingAsync()];

    private static async Task<IReadOnlyList<Row>> SmallAsync()
    {
        await using var none = await StartAsync(0);
        await using var one = await StartAsync(1);
        await using var two = await StartAsync(2);
        var (twice, once) = await Median.OfPairsAsync(Pairs, () => ExclaimAsync(two), () => ExclaimAsync(one), WarmUps);
        var (away, here) = await Median.OfPairsAsync(Pairs, () => ExclaimAsync(one), () => ExclaimAsync(none), WarmUps);
        return [Row.AtLeast("workers", twice, "requests/s", once, 0.9), Row.Told("workers-path", away, "requests/s", here)];
    }

    private static async Task<Row> ComputingAsync()
    {
        await using var one = await StartAsync(1, OneThread);
        await using var two = await StartAsync(2, OneThread);
        var (twice, once) = await Median.OfPairsAsync(Pairs, () => SquareAsync(two), () => SquareAsync(one), WarmUps);
        return Row.AtLeast("workers-computing", twice, "requests/s", once, 0.9);
    }

    private static Task<double> ExclaimAsync(Site site) => site.RateAsync(OneStage.Exclaim.Name, "hello", "hello!");

    private static Task<double> SquareAsync(Site site) => site.RateAsync("square", Side, Area);

    private static async Task<Site> StartAsync(int silos, params string[] settings)
    {
        var door = FrontDoor.Build();
        await door.StartFrontDoorAsync(CancellationToken.None);
        return new Site(door, await SiloProcesses.StartAsync(door, silos, settings));
    }

    /// <summary>A front door and its workers.</summary>
    private sealed class Site(WebApplication door, SiloProcesses silos) : IAsyncDisposable
    {
        private readonly DrpcThriftClient _client = new(new DrpcThriftClientOptions
        {
            Servers = [$"{door.Services.GetRequiredService<ListenSockets>().Clients!.EndPoint}"],
            MaxConnectionsPerServer = Callers,
        });

        public Task<double> RateAsync(string function, string argument, string expected) => Load.RateAsync(Callers, Duration, async _ =>
        {
            if (await _client.ExecuteAsync(function, argument) is var answer && answer != expected)
            {
                throw new InvalidOperationException($"The answer of {function} {argument} is {answer}.");
            }
        });

        public async ValueTask DisposeAsync()
        {
            await _client.DisposeAsync();
            await silos.DisposeAsync();
            await door.StopAsync();
            await door.DisposeAsync();
        }
    }
}
