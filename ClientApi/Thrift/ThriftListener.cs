using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// Accepts the connections of one port, and serves each until it ends. What is malformed costs its sender an answer or the connection, and
/// nobody else anything. When the front door stops, calls that run are answered first.
/// </summary>
internal sealed partial class ThriftListener(
    ListenSocket? socket,
    IThriftService service,
    RefusedFrames refused,
    IOptions<FrontDoorOptions> options,
    ReceivingLimit receiving,
    TimeProvider time,
    ILogger<ThriftListener> log)
    : IHostedService
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<ThriftPeer, Task> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _accepting = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (socket is not null)
        {
            _accepting = AcceptAsync(socket.Listening, _stopping.Token);
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _accepting;
        foreach (var peer in _connections.Keys)
        {
            peer.StopReading();
        }

        using var abort = cancellationToken.UnsafeRegister(static peers => Abort((IEnumerable<ThriftPeer>)peers!), _connections.Keys);
        await Task.WhenAll(_connections.Values);
    }

    private static void Abort(IEnumerable<ThriftPeer> peers)
    {
        foreach (var peer in peers)
        {
            peer.Abort();
        }
    }

    private async Task AcceptAsync(Socket listening, CancellationToken cancellationToken)
    {
        var isRefused = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                Serve(await listening.AcceptAsync(cancellationToken));
                isRefused = false;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                // Most likely there are no more file handles; connections that end give some back. Said once for each time it begins.
                if (!isRefused)
                {
                    LogNotAccepted(log, socket!.EndPoint, e.Message);
                }

                isRefused = true;
                await Task.Delay(AcceptPause, time, CancellationToken.None);
            }
        }
    }

    private void Serve(Socket accepted)
    {
        accepted.NoDelay = true;
        var peer = new ThriftPeer(accepted, options.Value.MaxFrameBytes, receiving, time);
        var served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[peer] = served.Task;
        _ = Task.Run(() => ServeAsync(peer, served), CancellationToken.None);
    }

    private async Task ServeAsync(ThriftPeer peer, TaskCompletionSource served)
    {
        try
        {
            await service.ServeAsync(peer);
        }
        catch (FrameRefusedException e)
        {
            LogRefused(log, peer.Remote, e.Message);
            await refused.RefuseAsync(peer, e);
        }
        catch (ThriftProtocolException e)
        {
            LogRefused(log, peer.Remote, e.Message);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The other side is gone, or the server ends what is left at a stop. There is nobody to tell.
        }
        catch (Exception e)
        {
            LogBroken(log, e, peer.Remote);
        }

        peer.Close();
        _connections.TryRemove(peer, out _);
        served.SetResult();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Closed the Thrift connection of {Remote}: {Reason}")]
    private static partial void LogRefused(ILogger log, string remote, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Closed the Thrift connection of {Remote} because the front door itself failed")]
    private static partial void LogBroken(ILogger log, Exception exception, string remote);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connections to {EndPoint} cannot be accepted now: {Reason}. Trying again")]
    private static partial void LogNotAccepted(ILogger log, System.Net.IPEndPoint endPoint, string reason);
}
