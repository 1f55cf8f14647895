using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// The server's end of Thrift connections. The calls of a connection are answered one after another, in order, as Storm does; a call that
/// waits holds a task, not a thread. What is malformed costs its sender an answer or the connection, and nobody else anything.
/// </summary>
internal abstract partial class ThriftConnections(IOptions<FrontDoorOptions> options, OversizedFrames oversized, ILogger<ThriftConnections> log)
    : ConnectionHandler
{
    private readonly int _maxFrameBytes = options.Value.MaxFrameBytes;

    public sealed override async Task OnConnectedAsync(ConnectionContext connection)
    {
        using var stopping = CloseWhenStopping(connection);
        try
        {
            await ServeAsync(connection, new FrameReader(connection.Transport.Input, _maxFrameBytes));
        }
        catch (FrameTooLargeException e)
        {
            LogRefused(log, connection.RemoteEndPoint, e.Message);
            await oversized.RefuseAsync(connection, e);
        }
        catch (ThriftProtocolException e)
        {
            LogRefused(log, connection.RemoteEndPoint, e.Message);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The other side is gone, or the server ends what is left at a stop. There is nobody to tell.
        }
    }

    /// <summary>Answers calls until the connection ends.</summary>
    protected abstract Task ServeAsync(ConnectionContext connection, FrameReader frames);

    protected ApplicationError Unexpected(string method, Exception exception)
    {
        LogUnexpected(log, exception, method);
        return new ApplicationError($"Internal error processing {method}", ApplicationErrorType.InternalError);
    }

    /// <summary>As Storm's server says it, and why.</summary>
    protected static ApplicationError Absent(string method, string what) =>
        new($"Internal error processing {method}: {what} for a request cannot be null", ApplicationErrorType.InternalError);

    protected static void WriteError(PipeWriter output, ThriftCall call, ApplicationError error) =>
        error.Write(output, Encoding.UTF8.GetBytes(call.Method), call.SequenceId);

    // A connection without a running call must not keep the server from stopping; a running call is answered first.
    private static CancellationTokenRegistration CloseWhenStopping(ConnectionContext connection) =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime
            ? lifetime.ConnectionClosedRequested.UnsafeRegister(static input => ((PipeReader)input!).CancelPendingRead(), connection.Transport.Input)
            : default;

    [LoggerMessage(Level = LogLevel.Information, Message = "Closed the Thrift connection of {Remote}: {Reason}")]
    private static partial void LogRefused(ILogger log, System.Net.EndPoint? remote, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed in the front door itself")]
    private static partial void LogUnexpected(ILogger log, Exception exception, string method);
}
