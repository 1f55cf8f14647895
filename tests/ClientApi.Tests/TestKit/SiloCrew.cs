using System.Net;
using System.Text.Json;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>
/// A front door process and silo processes that work for it. The front door's own silo has other data for reach than the others, so an answer
/// tells who gave it.
/// </summary>
internal sealed class SiloCrew : IAsyncDisposable
{
    public const string Function = "reach";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>What the silos answer: pages of Storm's sample data, and how many people they reached.</summary>
    private static readonly Dictionary<string, string> OfSilos = new()
    {
        ["foo.com/blog/1"] = "16",
        ["engineering.twitter.com/blog/5"] = "14",
        ["tech.backtype.com/blog/123"] = "7",
    };

    private static readonly string[] Pages = [.. OfSilos.Keys];

    private readonly TempFolder _folder = new();
    private readonly List<SiloProcess> _silos = [];

    /// <summary>The front door.</summary>
    public FrontDoorProcess Door { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public IReadOnlyList<SiloProcess> Silos => _silos;

    public static async Task<SiloCrew> StartAsync(int silos)
    {
        var crew = new SiloCrew();
        try
        {
            await crew.StartDoorAsync(new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, 0));
            for (var i = 0; i < silos; i++)
            {
                crew._silos.Add(SiloProcess.Start(crew.Door.Workers));
            }

            await crew.AllServeAsync();
            return crew;
        }
        catch
        {
            await crew.DisposeAsync();
            throw;
        }
    }

    /// <summary>Arguments of so many calls.</summary>
    public static IEnumerable<string> Arguments(int count) => Enumerable.Range(0, count).Select(i => Pages[i % Pages.Length]);

    /// <summary>Answers that come from silos, and not from the front door itself.</summary>
    public static void AssertOfSilos(IReadOnlyList<(string Argument, string Answer)> answers) =>
        Assert.All(answers, answer => Assert.Equal(OfSilos[answer.Argument], answer.Answer));

    /// <summary>Waits until the front door says that all silos work for it.</summary>
    public async Task AllServeAsync() => await ServeAsync(_silos.Count);

    /// <summary>Waits until the front door says that so many silos work for it.</summary>
    public async Task ServeAsync(int count)
    {
        using var timer = new PeriodicTimer(LookEvery, TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        while (await CountWorkersAsync() != count)
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < Waits.Limit,
                $"Waited {Waits.Limit} for {count} silos to serve. {Door.Error}{string.Concat(_silos.Select(silo => silo.Output + silo.Error))}");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Kills a silo, and starts another one in its place.</summary>
    public async Task ReplaceAsync(int silo)
    {
        var killed = _silos[silo];
        await killed.KillAsync();
        await killed.DisposeAsync();
        _silos[silo] = SiloProcess.Start(Door.Workers);
    }

    /// <summary>Kills the front door, and starts another one on the same ports.</summary>
    public async Task ReplaceDoorAsync()
    {
        var (clients, workers) = (Door.Clients, Door.Workers);
        await Door.KillAsync();
        await Door.DisposeAsync();
        Http.Dispose();
        await StartDoorAsync(clients, workers);
    }

    public DrpcThriftClient NewClient() => new($"{Door.Clients.Address}", Door.Clients.Port);

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }

        if (Door is not null)
        {
            await Door.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task StartDoorAsync(IPEndPoint clients, IPEndPoint workers)
    {
        Door = FrontDoorProcess.Start(
        [
            "--http-port", "0", "--thrift-port", $"{clients.Port}", "--invocations-port", $"{workers.Port}",
            "--follows", _folder.Write("follows.tsv", "follower\tfollowee\n"), "--shares", _folder.Write("shares.tsv", "page\tperson\n"),
        ]);
        Http = await Door.ServingAsync();
    }

    private async Task<int> CountWorkersAsync()
    {
        var listed = JsonDocument.Parse(await Http.GetStringAsync($"/v1/functions/{Function}")).RootElement;
        return listed.TryGetProperty("workers", out var workers) ? workers.GetInt32() : 0;
    }
}
