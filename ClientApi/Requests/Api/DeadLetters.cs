using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// The dead letters: requests that used up their attempts, and those whose outcome could not be delivered. They stay until somebody replays or
/// drops them.
/// </summary>
internal sealed class DeadLetters(
    RequestStoreAccess access, DurableRuns runs, RequestViews views, IOptions<RequestsOptions> options, TimeProvider time)
{
    public async Task ListAsync(HttpContext context)
    {
        var limit = RequestQuery.Limit(context);
        var filter = new RequestFilter(
            Function: RequestQuery.Text(context, "function"),
            Before: RequestQuery.Text(context, "before") is { } before ? RequestCursor.Read(before) : null,
            Limit: limit);
        var store = await access.GetAsync(context.RequestAborted);
        var usedUp = await store.ListAsync(filter with { Status = RequestStatus.DeadLetter }, context.RequestAborted);
        var undelivered = await store.ListAsync(filter with { CallbackGivenUp = true }, context.RequestAborted);
        var all = usedUp.Concat(undelivered)
            .DistinctBy(request => request.Request.Id)
            .OrderByDescending(request => request.Request.Submitted)
            .ThenByDescending(request => request.Request.Id.ToString(), StringComparer.Ordinal)
            .Take(limit);
        await ApiRoute.WriteAsync(context, RequestReading.Page([.. all], limit));
    }

    public async Task GetAsync(HttpContext context)
    {
        var (request, _) = await FindAsync(context);
        await ApiRoute.WriteAsync(context, views.Whole(request));
    }

    public async Task ReplayAsync(HttpContext context)
    {
        var (dead, store) = await FindAsync(context);
        var replayed = await store.ReplayAsync(dead.Request.Id, time.GetUtcNow() + options.Value.DefaultExpiry, CancellationToken.None)
            ?? throw RequestRefusals.NoDeadLetter(dead.Request.Id.ToString());
        runs.Add(replayed, store, isReplayed: replayed.Status == RequestStatus.Open);
        await ApiRoute.WriteAcceptedAsync(context, RequestViews.Of(replayed), StatusCodes.Status202Accepted);
    }

    public async Task DropAsync(HttpContext context)
    {
        var (dead, store) = await FindAsync(context);
        if (!await store.DropAsync(dead.Request.Id, context.RequestAborted))
        {
            throw RequestRefusals.NoDeadLetter(dead.Request.Id.ToString());
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task<(StoredRequest Request, IRequestStore Store)> FindAsync(HttpContext context)
    {
        var id = RequestQuery.Id(context, RequestRefusals.NoDeadLetter);
        var store = await access.GetAsync(context.RequestAborted);
        var request = await store.GetAsync(id, context.RequestAborted);
        if (request is not ({ Status: RequestStatus.DeadLetter } or { Callback: CallbackState.GivenUp }))
        {
            throw RequestRefusals.NoDeadLetter(id.ToString());
        }

        ApiRoute.Name(context, id);
        return (request, store);
    }
}
