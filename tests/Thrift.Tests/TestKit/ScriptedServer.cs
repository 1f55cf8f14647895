using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace OrleansDrpc.Thrift.Tests;

/// <summary>A server on a port of its own that does what a test tells it, connection by connection.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Channel<Peer> _peers = Channel.CreateUnbounded<Peer>();
    private readonly List<Peer> _all = [];
    private Task _accepting = Task.CompletedTask;

    private ScriptedServer()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    public int Port => EndPoint.Port;

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>How many connections there have been.</summary>
    public int Accepted
    {
        get
        {
            lock (_all)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>Has a port, but refuses connections until <see cref="Listen"/>.</summary>
    public static ScriptedServer Refusing() => new();

    /// <summary>Hands its connections to the test (<see cref="AcceptAsync"/>).</summary>
    public static ScriptedServer Start()
    {
        var server = new ScriptedServer();
        server.Listen();
        return server;
    }

    /// <summary>Answers every call by itself.</summary>
    public static ScriptedServer Answering(Func<ExecuteCall, string> answer)
    {
        var server = new ScriptedServer();
        server.Listen(peer => peer.AnswerAllAsync(answer));
        return server;
    }

    public void Listen(Func<Peer, Task>? script = null)
    {
        _socket.Listen(1024);
        _accepting = AcceptAllAsync(script);
    }

    /// <summary>The next connection.</summary>
    public Task<Peer> AcceptAsync() => _peers.Reader.ReadAsync().AsTask().Within("a connection to the server");

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _accepting;
        foreach (var peer in _all)
        {
            peer.Dispose();
        }
    }

    private async Task AcceptAllAsync(Func<Peer, Task>? script)
    {
        try
        {
            while (true)
            {
                var peer = new Peer(await _socket.AcceptAsync());
                lock (_all)
                {
                    _all.Add(peer);
                }

                _ = script?.Invoke(peer);
                await _peers.Writer.WriteAsync(peer);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
