using System.Net;
using System.Text.RegularExpressions;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>The front door as a process.</summary>
internal sealed partial class FrontDoorProcess : ProgramProcess
{
    private FrontDoorProcess(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? directory)
        : base("OrleansDrpc.ClientApi.dll", arguments, "Ctrl+C", environment, directory)
    {
    }

    /// <summary>Where Storm's clients connect; known once it is there.</summary>
    public IPEndPoint Clients => Printed(ClientsAddress());

    /// <summary>Where workers connect; known once it is there.</summary>
    public IPEndPoint Workers => Printed(WorkersAddress());

    public static FrontDoorProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? directory = null) =>
        new(arguments, Apart(environment ?? new Dictionary<string, string>()), directory);

    /// <summary>Waits until it says that it is there.</summary>
    public async Task<HttpClient> ServingAsync()
    {
        var banner = await StartedAsync();
        return new HttpClient { BaseAddress = new Uri(Address().Match(banner).Value), Timeout = Waits.Limit };
    }

    // Several of them may run on this machine at once, and in one directory.
    private static Dictionary<string, string> Apart(IReadOnlyDictionary<string, string> environment)
    {
        var all = new Dictionary<string, string>
        {
            ["FrontDoor__ThriftPort"] = "0",
            ["FrontDoor__InvocationsPort"] = "0",
            ["Requests__Store"] = "None",
        };
        foreach (var (name, value) in environment)
        {
            all[name] = value;
        }

        return all;
    }

    private IPEndPoint Printed(Regex address) => IPEndPoint.Parse(address.Match(Output).Groups[1].Value);

    [GeneratedRegex("http://[^ ]+")]
    private static partial Regex Address();

    [GeneratedRegex(@"clients at ([^\s,]+)")]
    private static partial Regex ClientsAddress();

    [GeneratedRegex(@"workers at ([^\s,]+)")]
    private static partial Regex WorkersAddress();
}
