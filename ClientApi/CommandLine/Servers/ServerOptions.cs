using System.CommandLine;

namespace OrleansDrpc.ClientApi;

/// <summary>The options that say which servers a command calls.</summary>
internal static class ServerOptions
{
    private static readonly Uri Default = new("http://127.0.0.1:3774/");

    private static readonly Option<IReadOnlyList<Uri>?> Http = ServerListOption.Create(
        "--http",
        "URL|HOST:PORT",
        "127.0.0.1:3774",
        "Front door to call over HTTP. Several (option repeated, or commas): tried in random order, the next where one cannot be connected to. [default: 127.0.0.1:3774]",
        HttpAddress.Read);

    /// <summary>For commands that need HTTP.</summary>
    public static void AddHttpTo(Command command) => command.Options.Add(Http);

    /// <summary>For commands that call functions.</summary>
    public static void AddTo(Command command) => AddHttpTo(command);

    /// <param name="line">A line of a command with these options.</param>
    /// <param name="timeout">How long the user is ready to wait for a call; null: as long as the function may take.</param>
    public static HttpServers OpenHttp(ParseResult line, TimeSpan? timeout)
    {
        Uri[] servers = [.. line.GetValue(Http) ?? [Default]];
        Random.Shared.Shuffle(servers);
        return new HttpServers(servers, timeout);
    }

    /// <inheritdoc cref="OpenHttp"/>
    public static CallTarget Open(ParseResult line, TimeSpan? timeout) => CallTarget.Of(new HttpFailoverClient(OpenHttp(line, timeout)));
}
