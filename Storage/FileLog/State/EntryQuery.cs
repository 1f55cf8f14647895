namespace OrleansDrpc.Storage;

/// <summary>Finds requests, the newest first, holding the lock only for some entries at a time.</summary>
internal sealed class EntryQuery(LogState state, RequestFilter filter)
{
    private const int LookedAtOnce = 1000;
    private readonly RequestStatus[] _statuses = filter.Status is { } status ? [status] : Enum.GetValues<RequestStatus>();
    private OrderKey? _before = filter.Before is { } before ? new OrderKey(before.Submitted.UtcTicks, before.Id) : null;

    public List<RequestId> Run(CancellationToken cancellationToken)
    {
        List<RequestId> found = [];
        bool more;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (state.Gate)
            {
                more = LookAtSome(found);
            }
        }
        while (more);

        return found;
    }

    /// <returns>False: there is nothing more to look at, or enough was found.</returns>
    private bool LookAtSome(List<RequestId> found)
    {
        var looked = 0;
        foreach (var key in NewestFirst())
        {
            if (found.Count >= filter.Limit)
            {
                return false;
            }

            if (looked++ == LookedAtOnce)
            {
                return true;
            }

            _before = key;
            if (Matches(state.Find(key.Id)!))
            {
                found.Add(key.Id);
            }
        }

        return false;
    }

    private bool Matches(Entry entry) =>
        (filter.Function is null || filter.Function == entry.Function)
        && (filter.CallbackGivenUp is null || filter.CallbackGivenUp == (entry.Callback == CallbackState.GivenUp));

    /// <summary>Those of all statuses as one sequence.</summary>
    private IEnumerable<OrderKey> NewestFirst()
    {
        List<IEnumerator<OrderKey>> heads = [.. _statuses.Select(status => Before(state.Of(status)).GetEnumerator()).Where(head => head.MoveNext())];
        while (heads.MaxBy(head => head.Current) is { } newest)
        {
            yield return newest.Current;
            if (!newest.MoveNext())
            {
                heads.Remove(newest);
            }
        }
    }

    private IEnumerable<OrderKey> Before(SortedSet<OrderKey> keys) => _before is { } before
        ? keys.GetViewBetween(OrderKey.First, before).Reverse().SkipWhile(key => key == before)
        : keys.Reverse();
}
