using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Calls with an idempotency key: durable requests whose outcome is waited for. Thread-safe.</summary>
internal sealed class KeyedCalls(
    FunctionRouter router, Submissions submissions, DurableOutcomes outcomes, IOptions<RequestsOptions> options, TimeProvider time)
{
    // What ends at the deadline by itself has a moment to be recorded.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan GraceOfPart = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Submits the call, or joins the one that has its key, and waits for the outcome, no longer than for that of any other call. A client that hangs up
    /// does not cancel it, and neither does the end of the wait.
    /// </summary>
    /// <exception cref="DrpcException">The request has failed, or is refused.</exception>
    public async Task<PartialAnswer<string>> ExecuteAsync(HttpContext context, string function, string argument, CallOptions call)
    {
        router.ThrowIfUnknown(function, call.RequestId);
        var (started, deadline) = (time.GetTimestamp(), DeadlineOf(function, call));
        var limit = deadline + (router.AnswersInPart(function) ? GraceOfPart : Grace);
        var headers = SubmitHeaders.Read(context.Request, options.Value);
        var request = await submissions.SubmitAsync(function, argument, call, headers, context.RequestAborted);
        context.Response.Headers[DrpcHttpClient.RequestIdHeader] = request.Request.Id.ToString();
        if (request.Status == RequestStatus.Open)
        {
            request = await outcomes.WaitAsync(request.Request.Id, limit - time.GetElapsedTime(started), context.RequestAborted);
            context.RequestAborted.ThrowIfCancellationRequested();
        }

        if (request.Status == RequestStatus.Open)
        {
            throw NotYet(request.Request, deadline);
        }

        return request.Outcome!.Answer is { } answer
            ? new PartialAnswer<string>(answer, request.Outcome.Coverage)
            : throw new DrpcException(request.Outcome.Failure!);
    }

    private TimeSpan DeadlineOf(string function, CallOptions call) =>
        router.DeadlineOf(function) is var deadline && call.Timeout is { } timeout && timeout < deadline ? timeout : deadline;

    private static DrpcException NotYet(NewRequest request, TimeSpan deadline) => new(new DrpcFailure(
        DrpcFailureCode.TimedOut,
        $"Function '{request.Function}' did not finish within {deadline.TotalSeconds:0.###} s. Its request goes on: call again with the same key for the outcome.",
        request.Id));
}
