using OrleansDrpc.Hosting.Tests;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>
/// A front door process and silo processes that work for it. The front door's own silo has other data for reach than the others, so an answer
/// tells who gave it.
/// </summary>
internal sealed class SiloCrew : IAsyncDisposable
{
    public const string Function = "reach";

    /// <summary>What the silos answer: pages of Storm's sample data, and how many people they reached.</summary>
    private static readonly Dictionary<string, string> OfSilos = new()
    {
        ["foo.com/blog/1"] = "16",
        ["engineering.twitter.com/blog/5"] = "14",
        ["tech.backtype.com/blog/123"] = "7",
    };

    private static readonly string[] Pages = [.. OfSilos.Keys];

    private readonly TempFolder _folder = new();
    private readonly ReservedPort _clients = new();
    private readonly ReservedPort _workers = new();
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
            await crew.StartDoorAsync();
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
    public Task AllServeAsync() => Http.UntilListedAsync(Function, "workers", _silos.Count);

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
        await Door.KillAsync();
        await Door.DisposeAsync();
        Http.Dispose();
        await StartDoorAsync();
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

        _clients.Dispose();
        _workers.Dispose();
        _folder.Dispose();
    }

    private async Task StartDoorAsync()
    {
        Door = FrontDoorProcess.Start(
        [
            "--http-port", "0", "--thrift-port", $"{_clients.Number}", "--invocations-port", $"{_workers.Number}",
            "--follows", _folder.Write("follows.tsv", "follower\tfollowee\n"), "--shares", _folder.Write("shares.tsv", "page\tperson\n"),
        ]);
        Http = await Door.ServingAsync();
    }
}
