using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// How many attempts a request has had, and what its next one is called. Attempts are counted in rounds: a dead letter that is replayed begins
/// a new one, with a new thousand of numbers, so that its round can be told from the numbers alone.
/// </summary>
internal sealed class AttemptCount
{
    private const int NumbersOfRound = 1000;
    private readonly Func<int> _max;
    private int _used;

    /// <param name="attempts">Those so far.</param>
    /// <param name="max">How many may fail in a round: as is known when it is asked, because workers may tell later.</param>
    /// <param name="isReplayed">Whether a new round begins, because somebody has just replayed the request.</param>
    public AttemptCount(IReadOnlyList<AttemptRecord> attempts, Func<int> max, bool isReplayed)
    {
        _max = max;
        var last = attempts.Count == 0 ? 0 : attempts.Max(attempt => attempt.Number);
        var round = RoundOf(Math.Max(last, 1));
        var current = attempts.Where(attempt => RoundOf(attempt.Number) == round).ToArray();
        _used = current.Count(attempt => attempt.Failure is { } failure && FailureVerdicts.Of(failure) == FailureVerdict.Replay);

        // A request that has used up its attempts is not open, unless it was replayed by a process that then died.
        if (last > 0 && (isReplayed || IsUsedUp))
        {
            (_used, Next) = (0, ((round + 1) * NumbersOfRound) + 1);
            return;
        }

        var interrupted = current.Where(attempt => attempt.Ended is null).ToArray();
        (Next, Interruptions, LastInterrupted) = (last + 1, interrupted.Length, interrupted.LastOrDefault());
    }

    /// <summary>The number of the next attempt.</summary>
    public int Next { get; private set; }

    /// <summary>How many attempts of the round were cut off by the death of their process.</summary>
    public int Interruptions { get; }

    /// <summary>The last of those.</summary>
    public AttemptRecord? LastInterrupted { get; }

    /// <summary>
    /// Whether one that was cut off may be followed by another one: not where the function has a single attempt, since its code must not run twice.
    /// </summary>
    public bool MayRunAgain => _max() > 1;

    /// <summary>Whether the one that failed last was the last one.</summary>
    public bool IsUsedUp => _used >= _max();

    /// <summary>The next attempt has failed.</summary>
    public void Failed()
    {
        _used++;
        Next++;
    }

    /// <summary>The next attempt was cut off by no fault of its own; it does not count.</summary>
    public void CutOff() => Next++;

    private static int RoundOf(int number) => (number - 1) / NumbersOfRound;
}
