using System.Buffers;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.ClientApi;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.Benchmarks;

/// <summary>Storm's <c>execute</c> of a function of one stage: against the same function over HTTP, and its round trip against a bare echo.</summary>
internal static class Thrift
{
    private const int Connections = 64;
    private const int RoundTrips = 5000;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var app = FrontDoor.Build();
        await app.StartFrontDoorAsync(CancellationToken.None);
        var sockets = app.Services.GetRequiredService<ListenSockets>();
        IReadOnlyList<Row> rows = [await RateAsync(sockets), await WireRateAsync(sockets), await RoundTripAsync(sockets)];
        await app.StopAsync();
        return rows;
    }

    // By the clients that a caller would use.
    private static async Task<Row> RateAsync(ListenSockets sockets)
    {
        await using var thrift = new DrpcThriftClient(new DrpcThriftClientOptions
        {
            Servers = [$"{sockets.Clients!.EndPoint}"],
            MaxConnectionsPerServer = Connections,
        });
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Connections };
        using var http = new HttpClient(handler) { BaseAddress = new Uri($"http://{sockets.Http!.EndPoint}") };
        var (rate, reference) = await RatesAsync(_ => CallAsync(thrift), _ => CallAsync(new DrpcHttpClient(http)));
        return Row.AtLeast("thrift", rate, "requests/s", reference, 1.2);
    }

    // By connections that do next to nothing, so that the servers' work shows.
    private static async Task<Row> WireRateAsync(ListenSockets sockets)
    {
        var thrift = await OpenAsync(sockets, Connections);
        var http = await HttpConnection.OpenAsync(sockets.Http!.EndPoint, "/drpc/exclaim/hello", "hello!", Connections);
        var (rate, reference) = await RatesAsync(caller => thrift[caller].CallAsync(), caller => http[caller].CallAsync());
        Close(thrift);
        Close(http);
        return Row.AtLeast("thrift-wire", rate, "requests/s", reference, 1);
    }

    private static Task<(double Value, double Reference)> RatesAsync(Func<int, Task> thrift, Func<int, Task> http)
    {
        var duration = TimeSpan.FromSeconds(2);
        return Median.OfPairsAsync(5, () => Load.RateAsync(Connections, duration, thrift), () => Load.RateAsync(Connections, duration, http));
    }

    private static async Task CallAsync(IDrpcClient client)
    {
        if (await client.ExecuteAsync("exclaim", "hello") is not "hello!" and var answer)
        {
            throw new InvalidOperationException($"The answer is {answer}.");
        }
    }

    private static async Task<Row> RoundTripAsync(ListenSockets sockets)
    {
        using var server = TcpEcho.Start(Call.Length, Answer);
        var thrift = await OpenAsync(sockets, 1);
        var echo = await FrameConnection.OpenAsync(server.EndPoint, Call, Answer, 1);
        var (time, reference) = await Median.OfPairsAsync(5, () => MicrosecondsAsync(thrift[0]), () => MicrosecondsAsync(echo[0]));
        Close(thrift);
        Close(echo);
        return Row.AtMost("thrift-round-trip", time, "µs", reference, 5);
    }

    private static byte[] Call { get; } = Frame(output => ExecuteCall.Write(output, 1, "exclaim", "hello"));

    private static byte[] Answer { get; } = Frame(output => ExecuteReply.Write(output, 1, "hello!"));

    private static Task<FrameConnection[]> OpenAsync(ListenSockets sockets, int count) =>
        FrameConnection.OpenAsync(sockets.Clients!.EndPoint, Call, Answer, count);

    /// <summary>The median time of a call.</summary>
    private static async Task<double> MicrosecondsAsync(FrameConnection connection)
    {
        var times = new double[RoundTrips];
        for (var i = 0; i < RoundTrips; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await connection.CallAsync();
            times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        return Median.Of(times);
    }

    private static byte[] Frame(Action<IBufferWriter<byte>> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        write(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private static void Close(IEnumerable<RepeatingConnection> connections)
    {
        foreach (var connection in connections)
        {
            connection.Dispose();
        }
    }
}
