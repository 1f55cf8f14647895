using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace OrleansDrpc.Thrift.Tests;

/// <summary>The server's end of a connection.</summary>
internal sealed class Peer : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly FrameReader _frames;

    public Peer(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _frames = new FrameReader(PipeReader.Create(_stream), 64 << 20);
    }

    /// <summary>The next call.</summary>
    public async Task<(ExecuteCall Call, int SequenceId)> ReadAsync() =>
        await TryReadAsync().Within("a call") ?? throw new EndOfStreamException("The client has closed the connection.");

    /// <summary>Waits for the first bytes of a call.</summary>
    public Task BeganAsync() => _frames.MoreAsync().Within("the beginning of a call");

    public Task AnswerAsync(int sequenceId, string answer) => SendAsync(output => ExecuteReply.Write(output, sequenceId, answer));

    /// <summary>Sends what is written.</summary>
    public Task SendAsync(Action<IBufferWriter<byte>> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        write(bytes);
        return SendAsync(bytes.WrittenMemory);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes);

    /// <summary>Reads the next call and answers it.</summary>
    public async Task AnswerNextAsync(string answer)
    {
        var (_, sequenceId) = await ReadAsync();
        await AnswerAsync(sequenceId, answer);
    }

    public async Task AnswerAllAsync(Func<ExecuteCall, string> answer)
    {
        while (await TryReadAsync() is { } next)
        {
            await AnswerAsync(next.SequenceId, answer(next.Call));
        }
    }

    /// <summary>Waits until the client has closed the connection.</summary>
    public async Task EndedAsync() => Assert.Null(await TryReadAsync().Within("the client to close the connection"));

    /// <summary>Ends the connection from here, and waits until the client's machine knows it.</summary>
    public async Task EndAsync()
    {
        var client = ((IPEndPoint)_stream.Socket.RemoteEndPoint!).Port;
        var server = ((IPEndPoint)_stream.Socket.LocalEndPoint!).Port;
        _stream.Socket.Shutdown(SocketShutdown.Send);
        await Waits.Until(
            () => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections().Any(
                one => one.LocalEndPoint.Port == client && one.RemoteEndPoint.Port == server && one.State == TcpState.CloseWait),
            "the end of the connection to arrive");
    }

    public void Dispose() => _stream.Dispose();

    private async Task<(ExecuteCall Call, int SequenceId)?> TryReadAsync()
    {
        try
        {
            var (any, call) = await _frames.ReadAsync(Parse, CancellationToken.None);
            return any ? call : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static (ExecuteCall Call, int SequenceId) Parse(ReadOnlySpan<byte> message)
    {
        var reader = new ThriftReader(message);
        var header = reader.ReadHeader();
        Assert.Equal("execute", header.NameText);
        Assert.Equal(ThriftMessageType.Call, header.Type);
        return (ExecuteCall.Read(ref reader), header.SequenceId);
    }
}
