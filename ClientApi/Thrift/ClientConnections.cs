using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>Serves Storm's DistributedRPC: clients that call functions.</summary>
internal sealed class ClientConnections(
    FunctionRouter functions, Readiness readiness, IOptions<FrontDoorOptions> options, OversizedFrames oversized, ILogger<ThriftConnections> log)
    : ThriftConnections(options, oversized, log)
{
    private const string Execute = "execute";
    private static readonly FrameParser<ThriftCall> Parse = message => ThriftCall.Read(message, ReadArguments);

    protected override async Task ServeAsync(ConnectionContext connection, FrameReader frames)
    {
        var output = connection.Transport.Output;
        while (await frames.ReadAsync(Parse, connection.ConnectionClosed) is (true, { } call))
        {
            if (call.Arguments is ExecuteCall execute)
            {
                await ExecuteAsync(output, call.SequenceId, execute, connection.ConnectionClosed);
            }
            else
            {
                WriteError(output, call, call.Error!);
            }

            await output.FlushAsync(connection.ConnectionClosed);
        }
    }

    // A client that hangs up stops the work.
    private async Task ExecuteAsync(PipeWriter output, int sequenceId, ExecuteCall call, CancellationToken cancellationToken)
    {
        if (call.Function is null)
        {
            Absent(Execute, "The function").Write(output, ExecuteCall.Method, sequenceId);
            return;
        }

        try
        {
            readiness.ThrowIfStarting();
            var argument = call.Argument
                ?? throw new DrpcException(DrpcFailureCode.BadArgument, $"The argument (funcArgs) of '{call.Function}' is missing; send an empty string where there is none.");
            ExecuteReply.Write(output, sequenceId, await functions.ExecuteAsync(call.Function, argument, null, cancellationToken));
        }
        catch (DrpcException e) when (e.Code == DrpcFailureCode.NotAuthorized)
        {
            ExecuteReply.WriteNotAuthorized(output, sequenceId, e.Message);
        }
        catch (DrpcException e)
        {
            ExecuteReply.Write(output, sequenceId, ThriftFailure.Of(e));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Unexpected(Execute, e).Write(output, ExecuteCall.Method, sequenceId);
        }
    }

    private static object? ReadArguments(ReadOnlySpan<byte> method, ref ThriftReader reader) =>
        method.SequenceEqual(ExecuteCall.Method) ? ExecuteCall.Read(ref reader) : null;
}
