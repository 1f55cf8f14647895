using System.IO.Pipelines;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>Serves Storm's DistributedRPC: clients that call functions.</summary>
internal sealed partial class ClientService(FunctionRouter functions, CallLetters letters, Readiness readiness, ILogger<ClientService> log) : IThriftService
{
    private const string Execute = "execute";
    private static readonly CallOptions Batch = new() { Priority = RequestPriority.Batch };
    private static readonly FrameParser<ThriftCall> Parse = message => ThriftCall.Read(message, ReadArguments);

    public async Task ServeAsync(ThriftPeer peer)
    {
        var (frames, output) = (peer.Frames, peer.Output);
        while (await frames.ReadAsync(Parse, CancellationToken.None) is (true, { } call))
        {
            if (call.Arguments is ExecuteCall execute)
            {
                // So that a client that hangs up meanwhile is noticed.
                _ = frames.MoreAsync();
                await ExecuteAsync(output, call.SequenceId, execute, frames.Ended);
            }
            else
            {
                ThriftErrors.Write(output, call);
            }

            await output.FlushAsync();
        }
    }

    // A client that hangs up stops the work.
    private async Task ExecuteAsync(PipeWriter output, int sequenceId, ExecuteCall call, CancellationToken cancellationToken)
    {
        if (call.Function is null)
        {
            ThriftErrors.Internal(Execute).Write(output, ExecuteCall.Method, sequenceId);
            return;
        }

        try
        {
            readiness.ThrowIfStarting();
            var argument = call.Argument
                ?? throw new DrpcException(DrpcFailureCode.BadArgument, $"The argument (funcArgs) of '{call.Function}' is missing; send an empty string where there is none.");
            var answer = await functions.ExecuteAsync(call.Function, argument, call.IsBatch ? Batch : null, cancellationToken);
            ExecuteReply.Write(output, sequenceId, answer.Value, answer.Coverage);
        }
        catch (DrpcException e) when (e.Code == DrpcFailureCode.NotAuthorized)
        {
            ExecuteReply.WriteNotAuthorized(output, sequenceId, e.Message);
        }
        catch (DrpcException e)
        {
            letters.Note(call.Function, call.Argument ?? "", call.IsBatch ? RequestPriority.Batch : RequestPriority.Interactive, e.Failure);
            ExecuteReply.Write(output, sequenceId, ThriftFailure.Of(e));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnexpected(log, e, call.Function);
            ThriftErrors.Internal(Execute).Write(output, ExecuteCall.Method, sequenceId);
        }
    }

    private static object? ReadArguments(ReadOnlySpan<byte> method, ref ThriftReader reader) =>
        method.SequenceEqual(ExecuteCall.Method) ? ExecuteCall.Read(ref reader) : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "A call of '{Function}' failed in the front door itself")]
    private static partial void LogUnexpected(ILogger log, Exception exception, string function);
}
