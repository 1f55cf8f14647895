using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A server of Storm's protocol for clients, on a port of its own, that answers every call by itself.</summary>
internal sealed class ThriftAnswers : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<ExecuteCall, Task<string>> _answer;
    private readonly Task _serving;

    public ThriftAnswers(Func<ExecuteCall, Task<string>> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address => $"{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving.Within("the connections to end");
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // The listener was stopped: while it waited, or between two connections.
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        var stream = connection.GetStream();
        var frames = new FrameReader(PipeReader.Create(stream), maxFrameBytes: 1 << 20);
        var output = PipeWriter.Create(stream);
        try
        {
            while (await frames.ReadAsync(Parse, CancellationToken.None) is (true, var (sequenceId, call)))
            {
                ExecuteReply.Write(output, sequenceId, await _answer(call));
                await output.FlushAsync();
            }
        }
        catch (IOException)
        {
            // A client may leave in whatever way it likes.
        }
    }

    private static (int SequenceId, ExecuteCall Call) Parse(ReadOnlySpan<byte> message)
    {
        var reader = new ThriftReader(message);
        var sequenceId = reader.ReadHeader().SequenceId;
        return (sequenceId, ExecuteCall.Read(ref reader));
    }
}
