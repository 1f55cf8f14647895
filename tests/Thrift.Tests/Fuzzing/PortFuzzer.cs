using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.Thrift.Tests;

/// <summary>
/// Throws mutated frames at a server, connection by connection, and looks whether others notice. Some mutants are well-formed calls, so the
/// server should know no function that costs much, and nobody should count on the requests of <c>exclamation</c>, <c>a</c> and <c>bc</c>.
/// Other test projects link this file together with Mutant, SampleFrames and FuzzRun beside it, and Bytes and Waits of the test kit.
/// </summary>
internal sealed class PortFuzzer(IPEndPoint server) : IDisposable
{
    private const int CallEvery = 10;
    private const int KeptOpen = 50;
    private readonly Queue<Socket> _open = new();

    /// <summary>Makes the connections. Those that did not get to the end of a frame stay open for a while.</summary>
    /// <param name="connections">How many.</param>
    /// <param name="neighbour">A call over another connection, which fails if the call does; it is made again and again.</param>
    /// <exception cref="InvalidOperationException">The server has gone, or the neighbour noticed; the message says after which seed.</exception>
    public async Task AttackAsync(int connections, Func<Task> neighbour)
    {
        for (var i = 0; i < connections; i++)
        {
            var seed = unchecked(FuzzRun.FirstSeed + i);
            try
            {
                await AttackOnceAsync(seed);
                if (i % CallEvery == CallEvery - 1)
                {
                    await neighbour().Within("the neighbour's call");
                }
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"The server suffered from seeds up to {seed} ({FuzzRun.SeedVariable}): {e.Message}", e);
            }
        }

        await neighbour().Within("the neighbour's call");
    }

    public void Dispose()
    {
        foreach (var socket in _open)
        {
            socket.Dispose();
        }
    }

    private async Task AttackOnceAsync(int seed)
    {
        var random = new Random(seed);
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server).Within("the server to accept a connection");
        for (var frames = random.Next(1, 5); frames > 0; frames--)
        {
            await SendAsync(socket, Mutant.Of(random.Next()).Frame, random);
        }

        End(socket, random);
    }

    // The server may end the connection at any byte.
    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, Random random)
    {
        try
        {
            for (var rest = bytes; rest.Length > 0;)
            {
                var piece = rest[..random.Next(1, rest.Length + 1)];
                await socket.SendAsync(piece).AsTask().Within("the server to take a few bytes");
                rest = rest[piece.Length..];
            }
        }
        catch (SocketException)
        {
            // It did.
        }
    }

    private void End(Socket socket, Random random)
    {
        switch (random.Next(3))
        {
            case 0:
                socket.Dispose();
                break;
            case 1:
                // Not an end but a reset.
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Dispose();
                break;
            default:
                _open.Enqueue(socket);
                break;
        }

        if (_open.Count > KeptOpen)
        {
            _open.Dequeue().Dispose();
        }
    }
}
