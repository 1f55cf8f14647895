using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Cancels requests by their ids: durable ones wherever they run, and calls that wait for their answers at this front door.</summary>
internal sealed class RequestCancelling(RequestStoreAccess access, RunningCalls calls, DurableOutcomes outcomes, DurableRuns runs)
{
    // How long an answer waits for the end of a request that is cancelled here, so that it can tell of it.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(1);

    public async Task HandleAsync(HttpContext context)
    {
        var id = RequestQuery.Id(context, RequestRefusals.NoSuchRequest);
        ApiRoute.Name(context, id);
        if (calls.Cancel(id))
        {
            await ApiRoute.WriteAsync(context, new CancelledCall(id.ToString(), true), StatusCodes.Status202Accepted);
            return;
        }

        if (access.IsOff)
        {
            throw RequestRefusals.NoSuchRequest(id.ToString());
        }

        var store = await access.GetAsync(context.RequestAborted);
        if (!await store.CancelAsync(id, context.RequestAborted))
        {
            var ended = await outcomes.GetAsync(id, context.RequestAborted);
            throw RequestRefusals.HasEnded(id, ended.Status);
        }

        runs.Cancel(id);
        var request = await outcomes.WaitAsync(id, runs.Find(id) is null ? TimeSpan.Zero : EndLimit, context.RequestAborted);
        await (request.Status is RequestStatus.Open or RequestStatus.Cancelled
            ? ApiRoute.WriteAcceptedAsync(context, RequestViews.Of(request), request.Status == RequestStatus.Open ? StatusCodes.Status202Accepted : StatusCodes.Status200OK)
            : throw RequestRefusals.HasEnded(id, request.Status));
    }

    private sealed record CancelledCall(string Id, bool Cancelling);
}
