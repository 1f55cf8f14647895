using System.IO.Pipelines;
using System.Text;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// Serves Storm's DistributedRPCInvocations, and pullRequests: workers that fetch requests and finish them. When the connection ends, its leases
/// go back.
/// </summary>
internal sealed class WorkerService(WorkerQueues queues) : IThriftService
{
    // A worker that sends and never reads must not fill the memory.
    private const int MaxUnsentBytes = 1 << 16;

    private static readonly FrameParser<ThriftCall> Parse = message => ThriftCall.Read(message, ReadArguments);

    public async Task ServeAsync(ThriftPeer peer)
    {
        using var session = queues.Connect(peer.Remote);
        var (frames, output) = (peer.Frames, peer.Output);
        try
        {
            while (await frames.ReadAsync(Parse, CancellationToken.None) is (true, { } call))
            {
                await AnswerAsync(output, call, session, frames);

                // Workers send results and the next pull together; so their answers leave together.
                if (!frames.HasMore || output.UnflushedBytes > MaxUnsentBytes)
                {
                    await output.FlushAsync();
                }
            }
        }
        finally
        {
            // What came last may have been the end of the connection, or no Thrift at all; what came before has its answers.
            await output.FlushAsync();
        }
    }

    private static async ValueTask AnswerAsync(PipeWriter output, ThriftCall call, WorkerSession session, FrameReader frames)
    {
        var id = call.SequenceId;
        switch (call.Arguments)
        {
            case PullRequestsCall pull:
                PullRequestsReply.Write(output, id, await PullAsync(output, pull, session, frames), pull.TellsEnded ? session.TakeEnded() : []);
                break;
            case FetchRequestCall { Function: { } function }:
                WriteFetched(output, id, session.Fetch(function));
                break;
            case FetchRequestCall:
                ThriftErrors.Internal("fetchRequest").Write(output, FetchRequestCall.Method, id);
                break;
            case ResultCall result:
                Finish(output, id, ResultCall.Method, result.Id, request => session.Complete(request, result.Result, result.Coverage));
                break;
            case FailRequestCall fail:
                Finish(output, id, FailRequestCall.Method, fail.Id, request => session.Fail(request, null));
                break;
            case FailRequestV2Call fail:
                Finish(output, id, FailRequestV2Call.Method, fail.Id, request => session.Fail(request, fail.Failure, FailureDetails.Read(fail.Details)));
                break;
            default:
                ThriftErrors.Write(output, call);
                break;
        }
    }

    // The wait ends when the worker sends something else, because its answer must come after this one, or hangs up.
    private static async ValueTask<IReadOnlyList<PulledRequest>> PullAsync(
        PipeWriter output, PullRequestsCall pull, WorkerSession session, FrameReader frames)
    {
        if (pull.Functions.Count == 0 || (pull.Max <= 0 && !pull.TellsEnded))
        {
            return [];
        }

        session.Listen(pull.TellsEnded);
        session.Limit(pull.MaxOfOne);
        if (pull.About is { } about)
        {
            session.Tell(ToldFunction.Read(about));
        }

        if (pull.Progress is { } progress)
        {
            session.Tell(ToldProgress.Read(progress));
        }

        using var interrupted = new CancellationTokenSource();
        if (frames.HasMore)
        {
            await interrupted.CancelAsync();
        }
        else
        {
            await output.FlushAsync();
        }

        var wait = TimeSpan.FromMilliseconds(Math.Max(0, pull.WaitMilliseconds));
        var pulled = session.PullAsync(pull.Functions, Math.Max(0, pull.Max), wait, interrupted.Token);
        if (!pulled.IsCompleted && await Task.WhenAny(pulled, frames.MoreAsync()) != pulled)
        {
            await interrupted.CancelAsync();
        }

        return [.. (await pulled).Select(ToWire)];
    }

    private static PulledRequest ToWire(FetchedRequest request) =>
        new(request.Function, request.Argument, request.LeaseId, Math.Max(1, (long)request.TimeLeft.TotalMilliseconds), request.MaxAttempts, request.Priority == RequestPriority.Batch);

    private static void WriteFetched(PipeWriter output, int sequenceId, FetchedRequest? request)
    {
        if (request is null)
        {
            FetchRequestReply.WriteNothing(output, sequenceId);
        }
        else
        {
            FetchRequestReply.Write(output, sequenceId, request.Argument, request.LeaseId);
        }
    }

    private static void Finish(PipeWriter output, int sequenceId, ReadOnlySpan<byte> method, string? request, Action<string> finish)
    {
        if (request is null)
        {
            ThriftErrors.Internal(Encoding.UTF8.GetString(method)).Write(output, method, sequenceId);
            return;
        }

        try
        {
            finish(request);
            FinishReply.Write(output, method, sequenceId);
        }
        catch (LeaseHeldElsewhereException e)
        {
            FinishReply.WriteNotAuthorized(output, method, sequenceId, ThriftErrors.NotAuthorized(Encoding.UTF8.GetString(method), e.Message));
        }
    }

    private static object? ReadArguments(ReadOnlySpan<byte> method, ref ThriftReader reader) => method switch
    {
        _ when method.SequenceEqual(PullRequestsCall.Method) => PullRequestsCall.Read(ref reader),
        _ when method.SequenceEqual(ResultCall.Method) => ResultCall.Read(ref reader),
        _ when method.SequenceEqual(FetchRequestCall.Method) => FetchRequestCall.Read(ref reader),
        _ when method.SequenceEqual(FailRequestCall.Method) => FailRequestCall.Read(ref reader),
        _ when method.SequenceEqual(FailRequestV2Call.Method) => FailRequestV2Call.Read(ref reader),
        _ => null,
    };
}
