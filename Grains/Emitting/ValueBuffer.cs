namespace OrleansDrpc;

/// <summary>The values that a run of the last stage emitted. Most often that is one, which costs no more than its array.</summary>
internal struct ValueBuffer<T>(long maxBytes)
{
    private T[]? _items;
    private int _count;
    private long _bytes;

    public void Add(ReadOnlySpan<T> items)
    {
        EnsureRoom(items.Length, ItemSize<T>.Estimate(items));
        items.CopyTo(_items.AsSpan(_count));
        _count += items.Length;
    }

    /// <summary>Hands the values over; the buffer must not be used any more.</summary>
    public readonly StageReceipt ToReceipt() => _count == 0 ? StageReceipt.Empty : new StageReceipt([], [ItemBatch.Of(_items!, _count)]);

    private void EnsureRoom(int more, long bytes)
    {
        _bytes += bytes;
        AnswerLimit.Check(_bytes, maxBytes);
        var needed = _count + more;
        if (_items is null || _items.Length < needed)
        {
            Array.Resize(ref _items, Math.Max(needed, 2 * _count));
        }
    }
}
