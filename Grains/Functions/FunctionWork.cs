namespace OrleansDrpc;

/// <summary>
/// What the requests of one function have to compute on this silo as their home: how many do or are about to, and how long one takes a
/// worker slot, on average. Requests that wait for something of their own are not among them. Thread-safe.
/// </summary>
internal sealed class FunctionWork(int width)
{
    private const int Memory = 16;
    private const int Sample = 16;
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(0.5);
    private static readonly TimeSpan LeastGuess = TimeSpan.FromMilliseconds(100);
    private int _active;
    private long _cost;
    private volatile bool _isKnown;

    /// <summary>How many requests compute or are about to.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>How long a request computes on average; until the first is done, how long the longest has so far, if that is long.</summary>
    public TimeSpan Cost => new(Volatile.Read(ref _cost));

    /// <summary>How long that takes where nothing else runs, as far as its tasks can share it.</summary>
    public TimeSpan Alone => Cost / width;

    /// <summary>
    /// Whether the next request is to be counted. Of a function that is known to be quick only one in sixteen is: to count costs about a tenth of
    /// what such a request does, and what others wait for it is nothing. Which, its id says by chance, so that nobody has to count.
    /// </summary>
    public bool Counts(RequestId request) => !_isKnown || !IsQuick || request.GetHashCode() % Sample == 0;

    /// <summary>Whether its requests compute so little that nobody notices, as far as is known.</summary>
    public bool IsQuick => Cost <= Quick;

    /// <summary>Whether a request has done its work.</summary>
    public bool IsKnown => _isKnown;

    public void Enter() => Interlocked.Increment(ref _active);

    public void Leave() => Interlocked.Decrement(ref _active);

    /// <summary>A request that has not ended has computed for so long. A moment may be one in which its thread had no processor.</summary>
    public void Guess(TimeSpan computed)
    {
        if (!_isKnown && computed > LeastGuess && computed > Cost)
        {
            Volatile.Write(ref _cost, computed.Ticks);
        }
    }

    /// <summary>A request has ended before its work was done, which would have taken so long at least. One that only waited teaches nothing.</summary>
    public void LearnAtLeast(TimeSpan computed)
    {
        if (!_isKnown)
        {
            Guess(computed);
        }
        else if (computed > Cost)
        {
            Learn(computed);
        }
    }

    /// <summary>A request has done its work. One that is missed because two end at once makes no difference.</summary>
    public void Learn(TimeSpan computed)
    {
        var cost = Volatile.Read(ref _cost);
        Volatile.Write(ref _cost, _isKnown ? cost + ((computed.Ticks - cost) / Memory) : computed.Ticks);
        _isKnown = true;
    }
}
