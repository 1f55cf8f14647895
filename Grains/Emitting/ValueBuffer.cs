using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace OrleansDrpc;

/// <summary>
/// The values that a run of the last stage emitted. Most often that is one, which costs no more than its array; many are kept in pieces, so
/// that nothing large is copied again and again.
/// </summary>
internal struct ValueBuffer<T>(long maxBytes)
{
    private static readonly int PieceItems = Math.Max(1, (1 << 16) / Unsafe.SizeOf<T>());
    private ImmutableArray<ItemBatch>.Builder? _full;
    private T[]? _items;
    private int _count;
    private long _bytes;

    public void Add(ReadOnlySpan<T> items)
    {
        _bytes += ItemSize<T>.Estimate(items);
        AnswerLimit.Check(_bytes, maxBytes);
        while (items.Length > 0)
        {
            if (_count == PieceItems)
            {
                EndPiece();
            }

            var more = Math.Min(items.Length, PieceItems - _count);
            EnsureRoom(more);
            items[..more].CopyTo(_items.AsSpan(_count));
            _count += more;
            items = items[more..];
        }
    }

    /// <summary>Hands the values over; the buffer must not be used any more.</summary>
    public StageReceipt ToReceipt()
    {
        if (_full is not null)
        {
            EndPiece();
            return new StageReceipt([], _full.ToImmutable());
        }

        return _count == 0 ? StageReceipt.Empty : new StageReceipt([], [ItemBatch.Of(_items!, _count)]);
    }

    private void EndPiece()
    {
        _full ??= ImmutableArray.CreateBuilder<ItemBatch>();
        _full.Add(ItemBatch.Of(_items!, _count));
        (_items, _count) = (null, 0);
    }

    private void EnsureRoom(int more)
    {
        var needed = _count + more;
        if (_items is null || _items.Length < needed)
        {
            Array.Resize(ref _items, Math.Min(PieceItems, Math.Max(needed, 2 * _count)));
        }
    }
}
