using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.Thrift;

/// <summary>Makes a reply of the fields behind its header.</summary>
internal delegate T ReplyParser<out T>(ref ThriftReader reader);

/// <summary>
/// The caller's end of a connection. Calls may be written one after another before their replies are read; replies come in the order of the
/// calls. One writer and one reader at a time. After any exception it is of no more use: dispose of it.
/// </summary>
internal sealed class ThriftConnection : IDisposable, IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly FrameReader _frames;
    private int _lastSent;
    private int _lastRead;

    private ThriftConnection(Socket socket, int maxFrameBytes)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _input = PipeReader.Create(_stream);
        _output = PipeWriter.Create(_stream);
        _frames = new FrameReader(_input, maxFrameBytes);
    }

    /// <exception cref="SocketException">The server cannot be reached.</exception>
    public static async Task<ThriftConnection> ConnectAsync(DnsEndPoint server, int maxFrameBytes, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.KeepAlive();
            await socket.ConnectAsync(server, cancellationToken);
            return new ThriftConnection(socket, maxFrameBytes);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Where calls are written to, each under its own <see cref="NextSequenceId"/>; <see cref="FlushAsync"/> sends them.</summary>
    public PipeWriter Output => _output;

    public int NextSequenceId() => ++_lastSent;

    public ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

    /// <summary>Completes when there is something to read, or the server has ended the connection. Takes nothing.</summary>
    public Task MoreAsync() => _frames.MoreAsync();

    /// <summary>Reads the reply to the oldest call that has none yet.</summary>
    /// <exception cref="ThriftApplicationException">The server answered with a TApplicationException. The connection stays in order.</exception>
    /// <exception cref="ThriftProtocolException">The answer is malformed, or of another call.</exception>
    /// <exception cref="IOException">The connection is lost.</exception>
    public async ValueTask<T> ReadReplyAsync<T>(ReplyParser<T> parse, CancellationToken cancellationToken)
    {
        var expected = ++_lastRead;
        var (any, reply) = await _frames.ReadAsync(message => Parse(message, expected, parse), cancellationToken);
        return !any ? throw new EndOfStreamException("The server closed the connection.")
            : reply.Error is { } error ? throw new ThriftApplicationException(error)
            : reply.Value!;
    }

    /// <summary>Between calls: nothing has come since the last reply, not even the end of the connection.</summary>
    public bool IsQuiet => !_stream.Socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) && !_input.TryRead(out _);

    public void Dispose()
    {
        // The stream goes first: closing the pipes would try to send what is still unsent.
        _stream.Dispose();
        _input.Complete();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    private static (ApplicationError? Error, T? Value) Parse<T>(ReadOnlySpan<byte> message, int sequenceId, ReplyParser<T> parse)
    {
        var reader = new ThriftReader(message);
        var header = reader.ReadHeader();
        if (header.Type == ThriftMessageType.Exception)
        {
            return (ApplicationError.Read(ref reader), default);
        }

        return header.Type == ThriftMessageType.Reply && header.SequenceId == sequenceId
            ? (null, parse(ref reader))
            : throw new ThriftProtocolException($"A reply to call {sequenceId} was expected; this is {header.Type} {header.SequenceId} of '{header.NameText}'.");
    }
}
