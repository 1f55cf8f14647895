using System.Net.Sockets;

namespace OrleansDrpc.Thrift;

/// <summary>One server: the connections to it, each with one call at a time.</summary>
internal sealed class ThriftServer(ServerAddress address, DrpcThriftClientOptions options, TimeProvider time) : IDisposable
{
    // As long as a restart may take; a server that nobody may try for longer would be missed when it is back.
    private static readonly TimeSpan Avoidance = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _places = new(options.MaxConnectionsPerServer);
    private readonly IdleConnections _idle = new(options.IdleConnectionTimeout, time);
    private long _lastFailure;
    private volatile bool _failed;

    public ServerAddress Address { get; } = address;

    /// <summary>It could not be reached just now.</summary>
    public bool IsAvoided => _failed && time.GetElapsedTime(Volatile.Read(ref _lastFailure)) < Avoidance;

    /// <summary>A call would have to wait for a connection.</summary>
    public bool IsFull => _places.CurrentCount == 0;

    /// <summary>Makes a call, as soon as one of the connections is free for it.</summary>
    /// <exception cref="SocketException">The server cannot be reached; the call was not sent.</exception>
    /// <exception cref="DrpcException">The call failed.</exception>
    public async Task<ExecuteReply> ExecuteAsync(OutgoingCall call, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            var connection = await SendAsync(call, cancellationToken);
            return await ReceiveAsync(connection, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _idle.Dispose();

    // A server may close a connection at any time between calls. A call whose frame was not taken whole did not run, so it is sent again.
    private async Task<ThriftConnection> SendAsync(OutgoingCall call, CancellationToken cancellationToken)
    {
        while (_idle.TryTake(out var used))
        {
            if (await TrySendAsync(used, call, cancellationToken) is null)
            {
                return used;
            }
        }

        var fresh = await ConnectAsync(cancellationToken);
        return await TrySendAsync(fresh, call, cancellationToken) is { } cause
            ? throw Lost($"The connection to {Address} broke while the call of '{call.Function}' was sent, so it did not run. "
                + "The server may have refused its size, or be stopping.", cause)
            : fresh;
    }

    private async Task<ThriftConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            var connection = await ThriftConnection.ConnectAsync(Address.ToEndPoint(), options.MaxFrameBytes, either.Token);
            _failed = false;
            return connection;
        }
        catch (SocketException) when (!cancellationToken.IsCancellationRequested)
        {
            Avoid();
            throw;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Avoid();
            throw new SocketException((int)SocketError.TimedOut);
        }
    }

    private void Avoid()
    {
        Volatile.Write(ref _lastFailure, time.GetTimestamp());
        _failed = true;
    }

    // Returns what has broken the connection, or null: the call is sent.
    private static async Task<IOException?> TrySendAsync(ThriftConnection connection, OutgoingCall call, CancellationToken cancellationToken)
    {
        var sent = false;
        try
        {
            call.Write(connection);
            await connection.FlushAsync(cancellationToken);
            sent = true;
            return null;
        }
        catch (IOException e)
        {
            return e;
        }
        finally
        {
            if (!sent)
            {
                connection.Dispose();
            }
        }
    }

    // Only a connection that is through with its call may carry another one: a late reply must not reach it.
    private async Task<ExecuteReply> ReceiveAsync(ThriftConnection connection, CancellationToken cancellationToken)
    {
        var inOrder = false;
        try
        {
            var reply = await connection.ReadReplyAsync(ExecuteReply.Read, cancellationToken);
            inOrder = true;
            return reply;
        }
        catch (ThriftApplicationException e)
        {
            inOrder = true;
            throw CallOutcome.Failed(e);
        }
        catch (FrameTooLargeException e)
        {
            throw new DrpcException(
                DrpcFailureCode.FunctionFailed,
                $"The answer of {Address} says that it has {e.Length:N0} bytes, and {nameof(options.MaxFrameBytes)} is {options.MaxFrameBytes:N0}. "
                + "Raise the limit; or, if that length makes no sense, look whether this is a Storm DRPC server's port for clients.",
                e);
        }
        catch (ThriftProtocolException e)
        {
            throw Lost($"{Address} answered with something that is no reply of a Storm DRPC server's port for clients; the function may have run. {e.Message}", e);
        }
        catch (IOException e)
        {
            throw Lost($"The connection to {Address} broke after the call was sent, and before its answer came. The function may have run, "
                + "so the call was not repeated; try again if running it twice does no harm.", e);
        }
        finally
        {
            if (inOrder)
            {
                _idle.Add(connection);
            }
            else
            {
                connection.Dispose();
            }
        }
    }

    private static DrpcException Lost(string message, Exception cause) => new(DrpcFailureCode.SiloLost, message, cause);
}
