namespace OrleansDrpc;

/// <summary>
/// Tells when a silo has so much to compute that one more request would take too long. How long it would have to wait for what others
/// compute is foreseen: each of them takes as much of the processors as its function does on average, but beside this one no more than
/// this one itself, because the processors are shared out; and of another function no more compute at once than may hold worker slots. Too long is longer than it would take alone, and than the limit. A burst
/// may be four times that, for a tenth of a second, and the next one a second after the last moment of too much. Functions that compute
/// for less than a millisecond are never too much: to refuse one would cost as much as to run it. Thread-safe.
/// </summary>
internal sealed class ComputeLimit(TimeSpan most, int processors, int slotsOfFunction, TimeProvider time)
{
    private const int Burst = 4;
    private static readonly TimeSpan LeastCost = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan BurstTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CalmTime = TimeSpan.FromSeconds(1);
    private readonly long _origin = time.GetTimestamp();
    private long _since = -CalmTime.Ticks;
    private long _last = -CalmTime.Ticks;

    /// <param name="work">Of the function to run.</param>
    /// <param name="all">Of all functions.</param>
    /// <param name="wait">How long it would have to wait.</param>
    public bool IsTooMuch(FunctionWork work, ReadOnlySpan<FunctionWork> all, out TimeSpan wait)
    {
        var cost = work.Cost;
        wait = TimeSpan.Zero;
        if (cost < LeastCost || most <= TimeSpan.Zero)
        {
            return false;
        }

        foreach (var other in all)
        {
            var computing = other.Active * (other.Cost < cost ? other.Cost : cost);
            var mostBeside = slotsOfFunction * cost;
            wait += other == work || computing < mostBeside ? computing : mostBeside;
        }

        wait /= processors;
        var limit = work.Alone > most ? work.Alone : most;
        return wait > limit && (wait > Burst * limit || !IsBurst());
    }

    // Who looks at once with another may see the other's moment; either is right.
    private bool IsBurst()
    {
        var now = time.GetElapsedTime(_origin).Ticks;
        if (now - Volatile.Read(ref _last) >= CalmTime.Ticks)
        {
            Volatile.Write(ref _since, now);
        }

        Volatile.Write(ref _last, now);
        return now - Volatile.Read(ref _since) < BurstTime.Ticks;
    }
}
