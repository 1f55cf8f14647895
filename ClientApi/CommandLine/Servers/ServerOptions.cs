using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using OrleansDrpc.Thrift;

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

    private static readonly Option<IReadOnlyList<DnsEndPoint>?> Thrift = ServerListOption.Create(
        "--thrift", "HOST:PORT", "127.0.0.1:3772", "Front door or Storm DRPC server to call over Thrift, in place of --http. Several: as with --http.", HostPort.Read);

    /// <summary>For commands that need HTTP.</summary>
    public static void AddHttpTo(Command command) => command.Options.Add(Http);

    /// <summary>For commands that call functions.</summary>
    public static void AddTo(Command command)
    {
        AddHttpTo(command);
        command.Options.Add(Thrift);
        command.Validators.Add(RequireOneKind);
    }

    /// <param name="line">A line of a command with these options.</param>
    /// <param name="timeout">How long the user is ready to wait for a call; null: as long as the function may take.</param>
    public static HttpServers OpenHttp(ParseResult line, TimeSpan? timeout)
    {
        Uri[] servers = [.. line.GetValue(Http) ?? [Default]];
        Random.Shared.Shuffle(servers);
        return new HttpServers(servers, timeout);
    }

    /// <inheritdoc cref="OpenHttp"/>
    public static CallTarget Open(ParseResult line, TimeSpan? timeout) => line.GetValue(Thrift) is { } servers
        ? CallTarget.Of(ThriftServerList.CreateClient(servers))
        : CallTarget.Of(new HttpFailoverClient(OpenHttp(line, timeout)));

    private static void RequireOneKind(CommandResult command)
    {
        if (command.GetResult(Http) is not null && command.GetResult(Thrift) is not null)
        {
            command.AddError("Give --http or --thrift, not both.");
        }
    }
}
