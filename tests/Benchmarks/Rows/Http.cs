using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.ClientApi;

namespace OrleansDrpc.Benchmarks;

/// <summary>A function of one stage over HTTP against a bare endpoint of the same server that returns the same string.</summary>
internal static class Http
{
    private const int Connections = 64;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var app = FrontDoor.Build();
        app.MapGet("/bare/{text}", (string text) => text + "!");
        await app.StartFrontDoorAsync(CancellationToken.None);
        var server = app.Services.GetRequiredService<ListenSockets>().Http!.EndPoint;
        var functions = await HttpConnection.OpenAsync(server, "/drpc/exclaim/hello", "hello!", Connections);
        var bare = await HttpConnection.OpenAsync(server, "/bare/hello", "hello!", Connections);
        var duration = TimeSpan.FromSeconds(2);
        var (rate, reference) = await Median.OfPairsAsync(
            5,
            () => Load.RateAsync(Connections, duration, caller => functions[caller].CallAsync()),
            () => Load.RateAsync(Connections, duration, caller => bare[caller].CallAsync()));
        Array.ForEach(functions, connection => connection.Dispose());
        Array.ForEach(bare, connection => connection.Dispose());
        await app.StopAsync();
        return [Row.AtLeast("http", rate, "requests/s", reference, 0.6)];
    }
}
