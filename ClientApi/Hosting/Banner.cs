using System.Globalization;
using System.Net;
using OrleansDrpc.Hosting;

namespace OrleansDrpc.ClientApi;

/// <summary>What a user sees first: where the front door is, and what to try.</summary>
internal static class Banner
{
    // The page is in the built-in data of reach; who brings other data knows what to ask.
    private static readonly string[] Calls =
    [
        "{0}/drpc/exclamation/hello",
        "{0}/drpc/reach/foo.com/blog/1",
        "-H 'Content-Type: application/json' -d '\"jorg volkerman\"' {0}/v1/functions/blacklist/invoke",
    ];

    public static async Task WriteAsync(WebApplication app, TextWriter output)
    {
        var address = Address(app.Services.GetRequiredService<HttpSocket>().EndPoint);
        var functions = app.Services.GetRequiredService<IFunctionCatalog>();
        await output.WriteLineAsync($"OrleansDrpc front door at {address} (engine: {EngineSetup.Name})");
        await output.WriteLineAsync($"Functions: {string.Join(", ", functions.Functions.Select(function => function.Name))}");
        await output.WriteLineAsync("Try:");
        foreach (var call in Calls)
        {
            await output.WriteLineAsync($"  curl {string.Format(CultureInfo.InvariantCulture, call, address)}");
        }

        await output.WriteLineAsync("Ctrl+C stops it.");
    }

    private static string Address(IPEndPoint endPoint) =>
        endPoint.Address.Equals(IPAddress.Any) ? $"http://127.0.0.1:{endPoint.Port}"
        : endPoint.Address.Equals(IPAddress.IPv6Any) ? $"http://[::1]:{endPoint.Port}"
        : $"http://{endPoint}";
}
