namespace OrleansDrpc.ClientApi;

/// <summary>A request between its arrival and its end: in its function's queue, or leased to a worker. Not thread-safe: its queues' lock guards it.</summary>
internal sealed class QueuedRequest(
    long number, FunctionQueue function, string argument, RequestId? id, RequestPriority priority, int? maxAttempts, TimeSpan arrived, TimeSpan deadline)
{
    private readonly TaskCompletionSource<PartialAnswer<string>?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;

    /// <summary>Requests are numbered as they arrive.</summary>
    public long Number { get; } = number;

    public FunctionQueue Function { get; } = function;

    public string Argument { get; } = argument;

    /// <summary>The caller's id of it, if it gave one. Workers never see it.</summary>
    public RequestId? Id { get; } = id;

    public RequestPriority Priority { get; } = priority;

    /// <summary>How many attempts a worker may make; null: as many as its function may have.</summary>
    public int? MaxAttempts { get; } = maxAttempts;

    /// <summary>When it arrived, by the queues' clock.</summary>
    public TimeSpan Arrived { get; } = arrived;

    /// <summary>When its caller gives up, by the queues' clock.</summary>
    public TimeSpan Deadline { get; } = deadline;

    /// <summary>Who has it; null: it is in its queue.</summary>
    public Lease? Lease { get; set; }

    /// <summary>How many workers had too much to do to take it.</summary>
    public int Refusals { get; set; }

    /// <summary>How earlier leases ended, in order.</summary>
    public List<AttemptFailure> LostLeases { get; } = [];

    /// <summary>The answer; null: no worker is left, and it is for the front door's own silo to run.</summary>
    public Task<PartialAnswer<string>?> Ended => _ended.Task;

    public bool HasEnded => _ended.Task.IsCompleted;

    public long Bytes => sizeof(char) * (long)Argument.Length;

    /// <summary>When something has to happen to it, if nobody does anything before.</summary>
    public TimeSpan Due => Lease is { } lease && lease.EndsAt < Deadline ? lease.EndsAt : Deadline;

    /// <param name="timer">Its only one. It is the request's from here on.</param>
    public void Use(ITimer timer) => _timer = timer;

    /// <summary>Sets the timer to <see cref="Due"/>, rounded up, because a timer cannot tell less than a millisecond.</summary>
    public void Arm(TimeSpan now)
    {
        var wait = Math.Max(0, Math.Ceiling((Due - now).TotalMilliseconds));
        _timer!.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }

    public void Disarm() => _timer?.Dispose();

    public void Answer(PartialAnswer<string> answer) => _ended.TrySetResult(answer);

    public void LeaveToSilo() => _ended.TrySetResult(null);

    public void Fail(Exception failure) => _ended.TrySetException(failure);

    public void Cancel(CancellationToken cancellationToken) => _ended.TrySetCanceled(cancellationToken);
}
