using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>One call from outside the cluster, through all the homes that it has. Not thread-safe.</summary>
internal sealed class OutsideCall(DrpcRequest request, TimeSpan? deadline, TimeProvider time)
{
    private const int MaxRefusals = 3;
    private static readonly TimeSpan UnknownDeadline = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(10);
    private readonly long _started = time.GetTimestamp();
    private readonly TimeSpan? _timeout = request.Timeout;
    private readonly TimeSpan _limit = LimitOf(request, deadline ?? UnknownDeadline);
    private DrpcRequest _request = request;
    private List<SiloAddress>? _lostHomes;
    private TimeSpan _sent;
    private int _tries;
    private int _refusals;

    /// <summary>The homes that it must not be given to again; null: none.</summary>
    public IReadOnlyCollection<SiloAddress>? LostHomes => _lostHomes;

    /// <summary>How long its caller waits for a reply at the most, which its home should have ended before.</summary>
    public TimeSpan Left => Passed is var passed && passed < _limit ? _limit - passed : TimeSpan.Zero;

    /// <summary>How long a home need not be looked after.</summary>
    public TimeSpan Patience => (_tries == 0 ? _limit : Left) is var left && left < HomeWatch.Interval ? left : HomeWatch.Interval;

    /// <summary>How long to wait before the next home: by chance, so that the calls of a lost home do not come to the others together.</summary>
    public TimeSpan Pause => LeastPause * (1 + (_tries * Random.Shared.NextDouble()));

    private TimeSpan Passed => time.GetElapsedTime(_started);

    /// <returns>The request for the next home.</returns>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.TimedOut"/>: it has no time left for that.</exception>
    public DrpcRequest Send()
    {
        var passed = Passed;
        if (_tries == 0 && passed < LeastPause)
        {
            return _request;
        }

        _sent = passed;
        if (_timeout > TimeSpan.Zero && _timeout <= _sent)
        {
            throw TimedOut();
        }

        // One out of range is the home's to refuse.
        var left = _timeout > TimeSpan.Zero ? _timeout - _sent : _timeout;
        return _request = _request with { Timeout = left, Passed = _sent };
    }

    /// <summary>Takes it to another home, where that can help.</summary>
    /// <param name="home">The home that it had; null: there was none to be found.</param>
    /// <param name="failure">What went wrong.</param>
    /// <exception cref="DrpcException">This is its end.</exception>
    public void GoOn(SiloAddress? home, Exception failure)
    {
        _tries++;
        if (home is null ? Left == TimeSpan.Zero : !IsOfHome(failure))
        {
            throw Final(failure);
        }

        if (home is not null)
        {
            (_lostHomes ??= []).Add(home);
        }

        if (home is not null && LostAttempts(home, failure) is { } lost)
        {
            _refusals = 0;
            _request = _request with { LostAttempts = lost, FirstAttempt = _request.FirstAttempt + DrpcRequest.AttemptNumbersOfCall };
        }
        else if (++_refusals == MaxRefusals)
        {
            throw Final(failure);
        }
    }

    /// <summary>Whether a failure says that the home is gone, or going.</summary>
    public static bool IsOfHome(Exception failure) =>
        failure is OrleansMessageRejectionException or DrpcException { Code: DrpcFailureCode.ShuttingDown or DrpcFailureCode.SiloLost };

    // Null: the home had not begun anything of it.
    private ImmutableArray<AttemptFailure>? LostAttempts(SiloAddress home, Exception failure)
    {
        var before = _request.LostAttempts ?? [];
        if (failure is DrpcException { Failure: var told })
        {
            return told.Attempts is { } attempts && attempts.Length > before.Length ? attempts : null;
        }

        var now = time.GetUtcNow();
        return before.Add(new AttemptFailure(
            _request.FirstAttempt, DrpcFailureCode.SiloLost, $"Silo {home}, the home of request {_request.Id}, was lost: {failure.Message}", null, now - (Passed - _sent), now));
    }

    // What a home has told names its request.
    private DrpcException Final(Exception failure) => failure is DrpcException { RequestId: not null } told ? told : ClientReply.FailureOf(failure, _request);

    private DrpcException TimedOut() => new(new DrpcFailure(
        DrpcFailureCode.TimedOut,
        $"The request did not end within the caller's timeout of {_timeout!.Value.TotalSeconds:0.###} s, before a home could take it{(_lostHomes is null ? "" : " after another one was lost")}. Call again.",
        _request.Id,
        Attempts: _request.LostAttempts));

    // A timeout out of range is the home's to refuse.
    private static TimeSpan LimitOf(DrpcRequest request, TimeSpan deadline) =>
        (request.Timeout is { } timeout && timeout > TimeSpan.Zero && timeout < deadline ? timeout : deadline) + Grace;
}
