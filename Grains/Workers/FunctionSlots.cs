namespace OrleansDrpc;

/// <summary>
/// What <see cref="WorkerGate"/> knows of one function; used under its lock, but for <see cref="HasParked"/> and <see cref="Stuck"/>.
/// </summary>
internal sealed class FunctionSlots
{
    private readonly RequestTurns<RunningRequest> _parked = new();
    private volatile bool _hasParked;
    private volatile int _stuck;

    /// <summary>How many slots its requests hold, without those that are lent.</summary>
    public int Held { get; set; }

    /// <summary>Whether requests wait until another one of this function gives a slot back.</summary>
    public bool HasParked => _hasParked;

    /// <summary>How many pieces of its code still run though their requests ended a while ago.</summary>
    public int Stuck
    {
        get => _stuck;
        set => _stuck = value;
    }

    public void Park(RunningRequest request)
    {
        _parked.Enqueue(request, request.Priority);
        _hasParked = true;
    }

    /// <returns>Null: none is parked.</returns>
    public RunningRequest? Unpark()
    {
        _parked.TryDequeue(out var next);
        _hasParked = _parked.Count > 0;
        return next;
    }
}
