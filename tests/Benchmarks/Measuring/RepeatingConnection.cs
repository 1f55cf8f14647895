using System.Net.Sockets;

namespace OrleansDrpc.Benchmarks;

/// <summary>
/// A connection that sends one request again and again and does next to nothing with the responses, so that the server's work shows: after
/// the first response, which is checked, it counts bytes, because all are equally long.
/// </summary>
internal abstract class RepeatingConnection(byte[] request) : IDisposable
{
    protected Socket Socket { get; } = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    protected byte[] Request { get; } = request;

    protected byte[] Buffer { get; } = new byte[4096];

    protected int ResponseLength { get; set; }

    public async Task CallAsync()
    {
        await Socket.SendAsync(Request);
        for (var read = 0; read < ResponseLength;)
        {
            var more = await Socket.ReceiveAsync(Buffer.AsMemory(read));
            read += more > 0 ? more : throw new IOException("The server closed the connection.");
        }

        Check(Buffer.AsSpan(0, ResponseLength));
    }

    public void Dispose() => Socket.Dispose();

    /// <exception cref="IOException">It is a failure.</exception>
    protected abstract void Check(ReadOnlySpan<byte> response);
}
