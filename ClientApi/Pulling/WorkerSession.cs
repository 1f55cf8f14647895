using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// One worker's connection: it fetches requests and finishes them. When it is disposed of, the requests that it has go back to the heads of
/// their queues. Thread-safe; after disposal it gets nothing and finishes nothing.
/// </summary>
internal sealed class WorkerSession : IDisposable
{
    private readonly WorkerQueues _queues;

    /// <summary>Made by <see cref="WorkerQueues.Connect"/>.</summary>
    internal WorkerSession(WorkerQueues queues, string remote) => (_queues, Remote) = (queues, remote);

    /// <summary>Who it is, for the log.</summary>
    public string Remote { get; }

    // The rest is guarded by the queues' lock.
    internal bool IsOpen { get; set; } = true;

    internal HashSet<FunctionQueue> Functions { get; } = [];

    internal HashSet<QueuedRequest> Leased { get; } = [];

    internal HashSet<WaitingPull> Pulls { get; } = [];

    /// <summary>Leases that ended without the session's doing, which it has not been told yet.</summary>
    internal List<string> Ended { get; } = [];

    internal bool IsListening { get; set; }

    /// <summary>How many leases of one function it takes; null: any number.</summary>
    internal int? MaxOfOne { get; set; }

    /// <summary>What it has told of its functions.</summary>
    internal Dictionary<string, ToldFunction> Told { get; } = new(StringComparer.Ordinal);

    /// <summary>Which of its functions had the last turn.</summary>
    internal int Turn { get; set; } = -1;

    internal bool IsWarnedOfForeignResults { get; set; }

    internal bool IsWarnedOfNames { get; set; }

    /// <summary>Takes the request that has waited longest, as Storm's <c>fetchRequest</c> does: without waiting. Ends what <see cref="Listen"/> began.</summary>
    /// <returns>Null: none waits.</returns>
    public FetchedRequest? Fetch(string function) => _queues.Fetch(this, function);

    /// <summary>Waits until there is a request of any of the functions, and takes what is there.</summary>
    /// <param name="functions">Their names, at least one. They get their turns, so that none with many requests starves the others.</param>
    /// <param name="max">How many requests at the most; zero: none, so only for a session that listens.</param>
    /// <param name="wait">How long to wait, at most a day; zero or less: not at all.</param>
    /// <param name="interrupted">Ends the wait.</param>
    /// <returns>
    /// Requests that are leased to this session; none where the wait ended first, or where there is something for <see cref="TakeEnded"/>. Where both
    /// happen at once there may be requests also after the interruption: they have to be worked on, or the session has to be disposed of.
    /// </returns>
    public Task<IReadOnlyList<FetchedRequest>> PullAsync(IReadOnlyList<string> functions, int max, TimeSpan wait, CancellationToken interrupted) =>
        _queues.PullAsync(this, functions, max, wait, interrupted);

    /// <summary>Whether from now on <see cref="TakeEnded"/> tells of leases that end without this session's doing, and a pull that waits ends then.</summary>
    public void Listen(bool listens = true) => _queues.Listen(this, listens);

    /// <summary>How many requests of one function the session has at the most from now on, however many wait; null: any number.</summary>
    public void Limit(int? ofOneFunction) => _queues.Limit(this, ofOneFunction);

    /// <summary>What the worker says of its functions. It counts from when it asks for them next, where the front door's own silo does not have them.</summary>
    public void Tell(IReadOnlyList<ToldFunction> functions) => _queues.Tell(this, functions);

    /// <summary>How far requests are that the session has.</summary>
    public void Tell(IReadOnlyList<ToldProgress> progress) => _queues.Tell(this, progress);

    /// <summary>The leases of which nobody wants a result any more, because the caller has cancelled, or they ran out. Each is told once.</summary>
    public IReadOnlyList<string> TakeEnded() => _queues.TakeEnded(this);

    /// <summary>Finishes a request with its result. Where its lease has ended nothing happens.</summary>
    /// <param name="leaseId">From <see cref="FetchedRequest.LeaseId"/>.</param>
    /// <param name="result">A string as it is, any other type as JSON; null: there is none, which fails the call.</param>
    /// <param name="coverage">As in <see cref="PartialAnswer{T}.Coverage"/>.</param>
    /// <exception cref="LeaseHeldElsewhereException">Another session has it, and only that one may finish it.</exception>
    public void Complete(string leaseId, string? result, double? coverage = null) => _queues.Complete(this, leaseId, result, coverage);

    /// <summary>Finishes a request without a result. Where its lease has ended nothing happens.</summary>
    /// <param name="leaseId">From <see cref="FetchedRequest.LeaseId"/>.</param>
    /// <param name="failure">What the caller is told; null: that it failed.</param>
    /// <param name="details">What the worker tells besides; null: nothing.</param>
    /// <exception cref="LeaseHeldElsewhereException">Another session has it, and only that one may finish it.</exception>
    public void Fail(string leaseId, StormFailure? failure, FailureDetails? details = null) => _queues.Fail(this, leaseId, failure, details);

    public void Dispose() => _queues.Disconnect(this);
}
