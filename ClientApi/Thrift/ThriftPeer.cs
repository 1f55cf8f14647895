using System.IO.Pipelines;
using System.Net.Sockets;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// The server's end of a connection. It reads from the socket and writes to it without anything in between, which is half of what a small call
/// costs. One reader and one writer at a time; <see cref="StopReading"/> and <see cref="Abort"/> from anywhere.
/// </summary>
internal sealed class ThriftPeer
{
    private readonly Socket _socket;

    public ThriftPeer(Socket socket, int maxFrameBytes, ByteLimit receiving, TimeProvider time)
    {
        _socket = socket;
        Remote = socket.RemoteEndPoint?.ToString() ?? "unknown";
        var stream = new NetworkStream(socket, ownsSocket: true);
        Input = PipeReader.Create(stream);
        Output = PipeWriter.Create(stream);
        Frames = new FrameReader(Input, maxFrameBytes, receiving, time);
    }

    public string Remote { get; }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public FrameReader Frames { get; }

    /// <summary>Ends the connection after the call that runs.</summary>
    public void StopReading() => Input.CancelPendingRead();

    /// <summary>Ends the connection at once.</summary>
    public void Abort() => _socket.Dispose();

    /// <summary>Ends the connection after what has been written.</summary>
    public void Close()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }

        _socket.Dispose();
    }
}
