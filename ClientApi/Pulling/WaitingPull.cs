namespace OrleansDrpc.ClientApi;

/// <summary>
/// A long poll that waits. It ends under the queues' lock, either with requests that are leased in the same step or with none, so that no
/// request is lost between the two. Not thread-safe: that lock guards it.
/// </summary>
internal sealed class WaitingPull(WorkerSession session, IReadOnlyList<FunctionQueue> functions, int max)
{
    private readonly TaskCompletionSource<IReadOnlyList<FetchedRequest>> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LinkedListNode<WaitingPull>[] _places = new LinkedListNode<WaitingPull>[functions.Count];
    private ITimer? _timer;

    public WorkerSession Session { get; } = session;

    public IReadOnlyList<FunctionQueue> Functions { get; } = functions;

    /// <summary>How many requests it takes at the most.</summary>
    public int Max { get; } = max;

    public bool IsWaiting { get; private set; } = true;

    public Task<IReadOnlyList<FetchedRequest>> Ended => _ended.Task;

    /// <param name="timer">Ends it. It is the pull's from here on.</param>
    public void Begin(ITimer timer)
    {
        _timer = timer;
        Session.Pulls.Add(this);
        for (var i = 0; i < _places.Length; i++)
        {
            _places[i] = Functions[i].Pulls.AddLast(this);
            Functions[i].ShareOf(Session).Pulls++;
        }
    }

    public void End(IReadOnlyList<FetchedRequest> requests, TimeSpan now)
    {
        IsWaiting = false;
        _timer!.Dispose();
        Session.Pulls.Remove(this);
        for (var i = 0; i < _places.Length; i++)
        {
            Functions[i].Pulls.Remove(_places[i]);
            Functions[i].Saw(Session, now).Pulls--;
        }

        _ended.SetResult(requests);
    }
}
