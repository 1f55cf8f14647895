using OrleansDrpc.Thrift;

namespace OrleansDrpc.Hosting;

/// <summary>
/// How far those pulled requests are of which the server shows it: the ones whose attempts it counts itself. Looks now and then, while there are any.
/// Not thread-safe: for the turns of one session.
/// </summary>
internal sealed class ProgressWatch : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, Watched> _watched = [];
    private readonly RequestProgress _progress;
    private readonly ITimer _timer;
    private readonly List<ToldProgress> _news = [];

    /// <param name="progress">Of the requests of this silo.</param>
    /// <param name="time">When to look.</param>
    /// <param name="lookIsDue">Called when it is time to <see cref="Look"/>, by any thread.</param>
    public ProgressWatch(RequestProgress progress, TimeProvider time, Action lookIsDue)
    {
        _progress = progress;
        _timer = time.CreateTimer(_ => lookIsDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool HasNews => _news.Count > 0;

    /// <summary>A request begins.</summary>
    /// <returns>The id to run it by; null: any.</returns>
    public RequestId? Begin(PulledRequest request)
    {
        if (request.MaxAttempts is null)
        {
            return null;
        }

        var watched = new Watched(RequestId.New());
        _watched.Add(request.Id, watched);
        if (_watched.Count == 1)
        {
            _timer.Change(LookEvery, LookEvery);
        }

        return watched.Id;
    }

    public void End(string request)
    {
        if (_watched.Remove(request) && _watched.Count == 0)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Finds out what is new.</summary>
    public void Look()
    {
        foreach (var (request, watched) in _watched)
        {
            if (_progress.Find(watched.Id, firstAttempt: 1) is { } now && now.Finished.Count != watched.Told)
            {
                watched.Told = now.Finished.Count;
                _news.Add(new ToldProgress(request, now.Finished, now.Stages));
            }
        }
    }

    /// <returns>What is new since the last time, for the server; null: nothing.</returns>
    public string? TakeNews()
    {
        if (!HasNews)
        {
            return null;
        }

        var news = ToldProgress.Write(_news);
        _news.Clear();
        return news;
    }

    public void Dispose() => _timer.Dispose();

    private sealed class Watched(RequestId id)
    {
        public RequestId Id { get; } = id;

        /// <summary>How many stages it has told of; -1: nothing yet.</summary>
        public int Told { get; set; } = -1;
    }
}
