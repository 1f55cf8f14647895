using System.Buffers;
using System.Net;
using System.Net.Sockets;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Sends bytes to a Thrift port as they are, and reads whole frames.</summary>
internal sealed class RawThrift : IDisposable
{
    private readonly TcpClient _connection = new() { NoDelay = true };
    private Stream _stream = Stream.Null;

    public static async Task<RawThrift> ConnectAsync(IPEndPoint server)
    {
        var raw = new RawThrift();
        await raw._connection.ConnectAsync(server);
        raw._stream = raw._connection.GetStream();
        return raw;
    }

    /// <summary>The bytes of what a message's writer writes.</summary>
    public static byte[] Frame(Action<IBufferWriter<byte>> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        write(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    public async Task SendAsync(params byte[][] frames) => await _stream.WriteAsync(frames.SelectMany(bytes => bytes).ToArray());

    /// <summary>Sends nothing more, but still reads.</summary>
    public void EndSending() => _connection.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The next frame with its length.</summary>
    public async Task<byte[]> ReadAsync()
    {
        var prefix = new byte[4];
        await _stream.ReadExactlyAsync(prefix).AsTask().Within("a reply");
        var message = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(prefix)];
        await _stream.ReadExactlyAsync(message).AsTask().Within("the rest of a reply");
        return [.. prefix, .. message];
    }

    public async Task<T> ReadAsync<T>(ReplyParser<T> parse)
    {
        var frame = await ReadAsync();
        var reader = new ThriftReader(frame.AsSpan(4));
        var header = reader.ReadHeader();
        Assert.Equal(ThriftMessageType.Reply, header.Type);
        return parse(ref reader);
    }

    public async Task<ApplicationError> ReadErrorAsync()
    {
        var frame = await ReadAsync();
        var reader = new ThriftReader(frame.AsSpan(4));
        Assert.Equal(ThriftMessageType.Exception, reader.ReadHeader().Type);
        return ApplicationError.Read(ref reader);
    }

    public Task<byte[]> ExecuteAsync(int sequenceId, string function, string argument) => AskAsync(Frame(o => ExecuteCall.Write(o, sequenceId, function, argument)));

    public async Task<byte[]> AskAsync(byte[] frame)
    {
        await SendAsync(frame);
        return await ReadAsync();
    }

    /// <summary>Waits until the server has closed the connection.</summary>
    public async Task ClosedAsync()
    {
        var rest = new byte[1 << 16];
        try
        {
            while (await _stream.ReadAsync(rest).AsTask().Within("the server to close the connection") > 0)
            {
                // What is left of an answer.
            }
        }
        catch (IOException)
        {
            // Closed, and not gently.
        }
    }

    public void Dispose() => _connection.Dispose();
}
