namespace OrleansDrpc;

/// <summary>
/// Decides from looks at the thread pool whether it needs more threads than its own: from when it stands still, or requests compute for
/// long, until neither has been so for a while. Not thread-safe.
/// </summary>
internal sealed class ThreadNeed
{
    /// <summary>For how many looks in a row the pool does nothing before it stands still; fewer may be the machine's pause.</summary>
    public const int StillLooks = 3;

    /// <summary>After how many looks without a need they are given back: what came once comes again, and to start threads takes time.</summary>
    public const int CalmLooks = 3000;

    private long _completed;
    private int _still;
    private int _calm = CalmLooks;

    /// <param name="completed">How many work items the pool has completed since the process began.</param>
    /// <param name="pending">How many wait.</param>
    /// <param name="isLong">Whether a request has computed for long since the last look.</param>
    /// <returns>Whether more threads are needed.</returns>
    public bool Look(long completed, long pending, bool isLong)
    {
        _still = completed == _completed && pending > 0 ? _still + 1 : 0;
        _completed = completed;
        _calm = isLong || _still >= StillLooks ? 0 : _calm + 1;
        return _calm < CalmLooks;
    }
}
