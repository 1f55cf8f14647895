using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.Interop.Tests;

/// <summary>A TCP connection that sends and receives bytes, written in hexadecimal.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };

    private NetworkStream Stream => _tcp.GetStream();

    public static async Task<RawConnection> OpenAsync(string address)
    {
        var connection = new RawConnection();
        await connection._tcp.ConnectAsync(IPEndPoint.Parse(address)).Within($"a connection to {address}");
        return connection;
    }

    public async Task SendAsync(string bytes) => await Stream.WriteAsync(Convert.FromHexString(bytes)).AsTask().Within("the bytes to be sent");

    /// <summary>The next frame, with its length.</summary>
    public async Task<string> ReceiveAsync()
    {
        var length = new byte[sizeof(int)];
        await Stream.ReadExactlyAsync(length).AsTask().Within("a frame");
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await Stream.ReadExactlyAsync(message).AsTask().Within("the rest of a frame");
        return Convert.ToHexStringLower([.. length, .. message]);
    }

    public async Task<string> AskAsync(string frame)
    {
        await SendAsync(frame);
        return await ReceiveAsync();
    }

    public void Dispose() => _tcp.Dispose();
}
