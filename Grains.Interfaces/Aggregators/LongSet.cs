using System.Numerics;

namespace OrleansDrpc;

/// <summary>
/// A set of 64-bit integers, for counting different ones: open addressing with linear probing over one array. It takes less than half of
/// the memory of <see cref="HashSet{T}"/>, and so, where sets outgrow the caches, a fraction of the time. Not thread-safe.
/// </summary>
internal sealed class LongSet
{
    private const int FirstSize = 16;
    private long[] _slots = new long[FirstSize];
    private bool _hasZero;
    private int _nonZero;

    /// <summary>How many different numbers have been added.</summary>
    public long Count => _nonZero + (_hasZero ? 1 : 0);

    public void Add(ReadOnlySpan<long> items)
    {
        foreach (var item in items)
        {
            Add(item);
        }
    }

    public void Add(long item)
    {
        // Zero stands for an empty slot.
        if (item == 0)
        {
            _hasZero = true;
        }
        else if (TryPlace(_slots, item) && ++_nonZero > _slots.Length / 2)
        {
            Grow();
        }
    }

    /// <returns>False where it is there already.</returns>
    private static bool TryPlace(long[] slots, long item)
    {
        // The low bits: partitions share items out by the high bits of the same hash.
        var mask = slots.Length - 1;
        for (var at = (int)StableHash.Of(item) & mask; ; at = (at + 1) & mask)
        {
            var there = slots[at];
            if (there == item)
            {
                return false;
            }

            if (there == 0)
            {
                slots[at] = item;
                return true;
            }
        }
    }

    private void Grow()
    {
        if (_slots.Length > Array.MaxLength / 2)
        {
            throw new InvalidOperationException($"More than {_nonZero:N0} different numbers in one partition; use more partitions.");
        }

        var grown = new long[BitOperations.RoundUpToPowerOf2((uint)_slots.Length + 1)];
        foreach (var item in _slots)
        {
            if (item != 0)
            {
                TryPlace(grown, item);
            }
        }

        _slots = grown;
    }
}
