namespace OrleansDrpc;

/// <summary>The first items of an order among those seen so far: a heap whose head is the last of them.</summary>
internal sealed class TopItems<T>
{
    private readonly int _count;
    private readonly TotalOrder<T> _order;
    private readonly PriorityQueue<T, T> _kept;

    public TopItems(int count, IComparer<T> order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(order);
        _count = count;
        _order = new TotalOrder<T>(order);
        _kept = new PriorityQueue<T, T>(Comparer<T>.Create((x, y) => _order.Compare(y, x)));
    }

    public void Add(ReadOnlySpan<T> items)
    {
        foreach (var item in items)
        {
            if (_kept.Count < _count)
            {
                _kept.Enqueue(item, item);
            }
            else if (_order.Compare(item, _kept.Peek()) < 0)
            {
                _kept.DequeueEnqueue(item, item);
            }
        }
    }

    /// <summary>Empties the heap.</summary>
    public T[] InOrder()
    {
        var items = new T[_kept.Count];
        for (var i = items.Length - 1; i >= 0; i--)
        {
            items[i] = _kept.Dequeue();
        }

        return items;
    }
}
