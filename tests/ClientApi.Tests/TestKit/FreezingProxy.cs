using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A way to a server of this machine that lets nothing through while it is frozen, and says nothing of it, as a network that drops packets.</summary>
internal sealed class FreezingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _frozen;

    /// <param name="target">The server's port.</param>
    public FreezingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Freeze() => _frozen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw() => Interlocked.Exchange(ref _frozen, null)?.SetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Thaw();
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var server = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await ThawedAsync();
            await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            await Task.WhenAny(PumpAsync(client.GetStream(), server.GetStream()), PumpAsync(server.GetStream(), client.GetStream()));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Either end has gone; the other one sees that its connection ends.
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[1 << 16];
        try
        {
            for (int count; (count = await from.ReadAsync(buffer, _end.Token)) > 0;)
            {
                await ThawedAsync();
                await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
            }

            await ThawedAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // As above.
        }
    }

    private async Task ThawedAsync()
    {
        while (_frozen is { } frozen)
        {
            await frozen.Task.WaitAsync(_end.Token);
        }
    }
}
