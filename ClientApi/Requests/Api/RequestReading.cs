using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Tells how durable requests stand, and what came of them.</summary>
internal sealed class RequestReading(
    RequestStoreAccess access, DurableOutcomes outcomes, DurableRuns runs, IFunctionCatalog functions, StopSignal stop)
{
    public async Task GetAsync(HttpContext context)
    {
        var id = RequestQuery.Id(context, RequestRefusals.NoSuchRequest);
        var request = await outcomes.GetAsync(id, context.RequestAborted);
        ApiRoute.Name(context, id);
        await ApiRoute.WriteAsync(context, View(request));
    }

    public async Task ListAsync(HttpContext context)
    {
        var filter = new RequestFilter(
            RequestQuery.Text(context, "status") is { } status ? RequestNames.ReadStatus(status) : null,
            RequestQuery.Text(context, "function"),
            Before: RequestQuery.Text(context, "before") is { } before ? RequestCursor.Read(before) : null,
            Limit: RequestQuery.Limit(context));
        var store = await access.GetAsync(context.RequestAborted);
        var found = await store.ListAsync(filter, context.RequestAborted);
        await ApiRoute.WriteAsync(context, Page(found, filter.Limit));
    }

    public async Task GetResultAsync(HttpContext context)
    {
        var id = RequestQuery.Id(context, RequestRefusals.NoSuchRequest);
        var wait = RequestQuery.Wait(context);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stop.Token);
        var request = await outcomes.WaitAsync(id, wait, end.Token);
        ApiRoute.Name(context, id);
        if (request.Outcome is not { } outcome)
        {
            await ApiRoute.WriteAcceptedAsync(context, View(request), StatusCodes.Status202Accepted);
            return;
        }

        CallHeaders.TellCoverage(context, outcome.Coverage);
        await (outcome.Answer is { } answer
            ? JsonAnswer.WriteAsync(context.Response, functions, request.Request.Function, answer)
            : throw new DrpcException(outcome.Failure! with { RequestId = id }));
    }

    /// <summary>A list, with where it goes on if it is full.</summary>
    public static RequestList Page(IReadOnlyList<StoredRequest> found, int limit) => new(
        [.. found.Select(request => RequestViews.Of(request))],
        found.Count < limit ? null : RequestCursor.Of(found[^1].Request.Submitted, found[^1].Request.Id));

    private RequestView View(StoredRequest request) =>
        RequestViews.Of(request, request.Status == RequestStatus.Open ? runs.Find(request.Request.Id)?.Progress : null);
}
