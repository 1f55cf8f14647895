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
        var address = Address(app.Services.GetRequiredService<HttpSocket>().EndPoint);
        var functions = app.Services.GetRequiredService<IFunctionCatalog>();
        await output.WriteLineAsync($"OrleansDrpc front door at {address} (engine: {EngineSetup.Name})");
        await output.WriteLineAsync($"Functions: {string.Join(", ", functions.Functions.Select(function => function.Name))}");
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
            await output.WriteLineAsync($"  curl {string.Format(CultureInfo.InvariantCulture, call, address)}");
        }

        await output.WriteLineAsync("Ctrl+C stops it.");
    }

    private static string Address(IPEndPoint endPoint) =>
        endPoint.Address.Equals(IPAddress.Any) ? $"http://127.0.0.1:{endPoint.Port}"
        : endPoint.Address.Equals(IPAddress.IPv6Any) ? $"http://[::1]:{endPoint.Port}"
        : $"http://{endPoint}";
}
