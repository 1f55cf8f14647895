namespace OrleansDrpc;

/// <summary>Counts requests that run, and takes no more than allowed. Thread-safe.</summary>
internal sealed class RunningLimit(int most)
{
    private int _count;

    public int Most => most;

    public int Count => Volatile.Read(ref _count);

    /// <param name="least">How many places must be left after it.</param>
    public bool TryEnter(int least = 0)
    {
        // First in, then the look, so that whoever closes and then looks misses nobody.
        if (Interlocked.Increment(ref _count) <= most - least)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _count);
}
