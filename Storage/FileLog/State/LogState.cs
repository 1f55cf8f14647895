namespace OrleansDrpc.Storage;

/// <summary>
/// All requests of the log, as far as they are on the disk. Only the writer's thread changes it, under the lock that every other reader takes.
/// </summary>
internal sealed class LogState
{
    private readonly Dictionary<RequestId, Entry> _entries = [];
    private readonly Dictionary<(string Function, string Key), RequestId> _keys = [];
    private readonly SortedSet<OrderKey>[] _byStatus = [.. Enum.GetValues<RequestStatus>().Select(_ => new SortedSet<OrderKey>())];
    private readonly HashSet<RequestId> _cancelled = [];
    private readonly HashSet<string> _functions = [];
    private readonly Dictionary<string, SortedSet<OrderKey>> _callLetters = [];

    public Lock Gate { get; } = new();

    public IReadOnlyCollection<Entry> Entries => _entries.Values;

    /// <summary>Requests that are due and that nobody owns, the oldest first.</summary>
    public SortedSet<OrderKey> Unowned { get; } = [];


    /// <summary>Open requests whose end somebody has asked for.</summary>
    public IReadOnlyCollection<RequestId> Cancelled => _cancelled;

    public Entry? Find(RequestId id) => _entries.GetValueOrDefault(id);

    public RequestId? FindKey(string function, string key) => _keys.TryGetValue((function, key), out var id) ? id : null;

    /// <summary>The requests that stand so, in order.</summary>
    public SortedSet<OrderKey> Of(RequestStatus status) => _byStatus[(int)status];

    /// <summary>Dead letters of calls of a function, in the order of their ends.</summary>
    public IReadOnlyCollection<OrderKey> CallLettersOf(string function) => _callLetters.GetValueOrDefault(function) ?? [];

    /// <summary>The one instance of a function's name, for there are few names and many requests.</summary>
    public string Share(string function)
    {
        if (_functions.TryGetValue(function, out var shared))
        {
            return shared;
        }

        _functions.Add(function);
        return function;
    }

    /// <summary>Puts an entry in the place of another; null for a new one, or for one that is forgotten.</summary>
    public void Replace(Entry? old, Entry? next)
    {
        if (old is not null)
        {
            Leave(old, next);
        }

        if (next is not null)
        {
            Enter(old, next);
        }
    }

    private void Leave(Entry old, Entry? next)
    {
        if (next is null)
        {
            _entries.Remove(old.Id);
            if (old.Key is not null && FindKey(old.Function, old.Key) == old.Id)
            {
                _keys.Remove((old.Function, old.Key));
            }
        }

        if (next?.Status != old.Status)
        {
            Of(old.Status).Remove(old.Order);
        }

        if (IsUnowned(old) && (next is null || !IsUnowned(next)))
        {
            Unowned.Remove(old.Order);
        }

        if (IsCallLetter(old))
        {
            LeaveCallLetters(old);
        }

        _cancelled.Remove(old.Id);
        old.Added.Segment?.NeedNoMore(old.Added);
        old.State.Segment?.NeedNoMore(old.State);
        old.CallbackAt.Segment?.NeedNoMore(old.CallbackAt);
    }

    private void Enter(Entry? old, Entry next)
    {
        _entries[next.Id] = next;
        if (old is null && next.Key is not null)
        {
            _keys[(next.Function, next.Key)] = next.Id;
        }

        if (old?.Status != next.Status)
        {
            Of(next.Status).Add(next.Order);
        }

        if (IsUnowned(next) && (old is null || !IsUnowned(old)))
        {
            Unowned.Add(next.Order);
        }

        if (IsCallLetter(next))
        {
            EnterCallLetters(next);
        }

        if (next.Open is { IsCancelled: true })
        {
            _cancelled.Add(next.Id);
        }

        next.Added.Segment?.Need(next.Added);
        next.State.Segment?.Need(next.State);
        next.CallbackAt.Segment?.Need(next.CallbackAt);
    }

    private void LeaveCallLetters(Entry letter)
    {
        var ofFunction = _callLetters[letter.Function];
        ofFunction.Remove(new OrderKey(letter.Ended, letter.Id));
        if (ofFunction.Count == 0)
        {
            _callLetters.Remove(letter.Function);
        }
    }

    private void EnterCallLetters(Entry letter)
    {
        if (!_callLetters.TryGetValue(letter.Function, out var ofFunction))
        {
            _callLetters.Add(letter.Function, ofFunction = []);
        }

        ofFunction.Add(new OrderKey(letter.Ended, letter.Id));
    }

    private static bool IsCallLetter(Entry entry) => entry is { IsCall: true, Status: RequestStatus.DeadLetter };

    private static bool IsUnowned(Entry entry) => entry is { IsOwned: false, IsDue: true };
}
