using System.Text;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// Tells a client what happens to a durable request, as server-sent events: how it stands at first and at every change, how far it is, and its
/// outcome as the last one. A stream begins with how things stand now, so what a client saw before does not matter.
/// </summary>
internal sealed class RequestEvents(DurableOutcomes outcomes, DurableRuns runs, RequestViews views, StopSignal stop, TimeProvider time)
{
    private static readonly TimeSpan ProgressPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ElsewherePause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    public async Task HandleAsync(HttpContext context)
    {
        var id = RequestQuery.Id(context, RequestRefusals.NoSuchRequest);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stop.Token);
        var run = runs.Find(id);
        var news = run?.Changed;
        var request = await outcomes.GetAsync(id, end.Token);
        ApiRoute.Name(context, id);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";

        var stream = new EventStream(context.Response, time);
        while (request.Status == RequestStatus.Open && !end.IsCancellationRequested)
        {
            await stream.WriteIfNewAsync("status", RequestViews.ToJson(RequestViews.Of(request)));
            (run, news) = await FollowAsync(id, run, news, stream, end.Token);
            request = await outcomes.GetAsync(id, CancellationToken.None);
        }

        await (request.Status == RequestStatus.Open
            ? stream.CommentAsync("the front door stops; ask again")
            : stream.WriteIfNewAsync("outcome", views.OutcomeJson(request)));
    }

    /// <summary>Tells how far it is until something else is new.</summary>
    private async Task<(DurableRun? Run, Task? News)> FollowAsync(RequestId id, DurableRun? run, Task? news, EventStream stream, CancellationToken end)
    {
        if (run is null)
        {
            await outcomes.WaitForNewsAsync(null, ElsewherePause, end);
            await stream.HeartbeatAsync(Heartbeat);
        }
        else
        {
            while (!news!.IsCompleted && !run.Ended.IsCompleted && !end.IsCancellationRequested)
            {
                if (run.Progress is { } progress)
                {
                    await stream.WriteIfNewAsync("progress", RequestViews.ToJson(new ProgressView(progress.Finished, progress.Stages)));
                }

                await stream.HeartbeatAsync(Heartbeat);
                await outcomes.WaitForNewsAsync(news, ProgressPause, end);
            }
        }

        // Asked for before the next look, so that nothing is missed in between.
        var next = runs.Find(id);
        return (next, next?.Changed);
    }

    /// <summary>Writes events.</summary>
    private sealed class EventStream(HttpResponse response, TimeProvider time)
    {
        private readonly Dictionary<string, byte[]> _last = [];
        private long _written = time.GetTimestamp();

        public Task WriteIfNewAsync(string name, byte[] json)
        {
            if (_last.TryGetValue(name, out var last) && last.AsSpan().SequenceEqual(json))
            {
                return Task.CompletedTask;
            }

            _last[name] = json;
            return WriteAsync([.. Encoding.UTF8.GetBytes($"event: {name}\ndata: "), .. json, .. "\n\n"u8]);
        }

        public Task HeartbeatAsync(TimeSpan pause) => time.GetElapsedTime(_written) < pause ? Task.CompletedTask : CommentAsync("");

        public Task CommentAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes($": {text}\n\n"));

        private async Task WriteAsync(byte[] bytes)
        {
            _written = time.GetTimestamp();
            await response.Body.WriteAsync(bytes);
            await response.Body.FlushAsync();
        }
    }
}
