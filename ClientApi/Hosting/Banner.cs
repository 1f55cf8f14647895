using System.Globalization;
using System.Net;
using OrleansDrpc.Hosting;

namespace OrleansDrpc.ClientApi;

/// <summary>What a user sees first: where the front door is, and what to try.</summary>
internal static class Banner
{
    private const string Reach = "{0}/drpc/reach/foo.com/blog/1";
    private const string WordCount = "-d 'the cow jumped over the moon' {0}/drpc/wordcount";

    public static async Task WriteAsync(WebApplication app, TextWriter output)
    {
        var sockets = app.Services.GetRequiredService<ListenSockets>();
        var functions = app.Services.GetRequiredService<IFunctionCatalog>();
        var http = sockets.Http is { } socket ? $"http://{Reachable(socket.EndPoint)}" : null;
        await output.WriteLineAsync($"OrleansDrpc front door{(http is null ? "" : $" at {http}")} (engine: {EngineSetup.Name})");
        await WriteThriftAsync(sockets, output);
        await output.WriteLineAsync($"Functions: {string.Join(", ", functions.Functions.Select(function => function.Name))}");
        if (http is not null)
        {
            await WriteCallsAsync(app, http, output);
        }

        await output.WriteLineAsync("Ctrl+C stops it.");
    }

    private static async Task WriteThriftAsync(ListenSockets sockets, TextWriter output)
    {
        (string Who, ListenSocket? Socket)[] listeners = [("clients", sockets.Clients), ("workers", sockets.Workers)];
        var on = listeners.Where(listener => listener.Socket is not null).Select(listener => $"{listener.Who} at {Reachable(listener.Socket!.EndPoint)}");
        if (string.Join(", ", on) is { Length: > 0 } places)
        {
            await output.WriteLineAsync($"Storm Thrift: {places}");
        }
    }

    private static async Task WriteCallsAsync(WebApplication app, string http, TextWriter output)
    {
        await output.WriteLineAsync("Try:");

        // The page is in the built-in data of reach; who brings other data knows what to ask.
        string[] calls =
        [
            "{0}/drpc/exclamation/hello",
            SampleSettings.Read(app.Configuration).Follows is null ? Reach : WordCount,
            "-H 'Content-Type: application/json' -d '\"jorg volkerman\"' {0}/v1/functions/blacklist/invoke",
        ];
        foreach (var call in calls)
        {
            await output.WriteLineAsync($"  curl {string.Format(CultureInfo.InvariantCulture, call, http)}");
        }
    }

    // All addresses of a machine are no place to go to.
    private static IPEndPoint Reachable(IPEndPoint endPoint) =>
        endPoint.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, endPoint.Port)
        : endPoint.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, endPoint.Port)
        : endPoint;
}
