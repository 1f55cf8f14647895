using System.Runtime.CompilerServices;

namespace OrleansDrpc;

/// <summary>
/// Items on their way from one sending task to each task of one stage. A buffer that is full becomes a batch in <see cref="Full"/>;
/// arrays are handed over, never written to again. Not thread-safe.
/// </summary>
internal sealed class TaskBuffers<T>
{
    private const int FirstSize = 16;
    private readonly T[]?[] _items;
    private readonly int[] _counts;
    private readonly int _maxItems;
    private readonly int _maxBytes;
    private readonly long _maxItemBytes;
    private readonly long[]? _bytes;

    /// <param name="tasks">How many tasks receive.</param>
    /// <param name="maxItems">Items in a batch at the most.</param>
    /// <param name="maxBytes">Bytes in a batch at the most, as far as they can be told; a larger item travels alone.</param>
    /// <param name="maxItemBytes">Bytes in an item at the most: it travels in one message.</param>
    public TaskBuffers(int tasks, int maxItems, int maxBytes, long maxItemBytes = long.MaxValue)
    {
        _items = new T[]?[tasks];
        _counts = new int[tasks];
        _maxBytes = maxBytes;
        _maxItemBytes = maxItemBytes;
        _bytes = ItemSize<T>.IsFixed ? null : new long[tasks];
        _maxItems = ItemSize<T>.IsFixed ? Math.Clamp(maxBytes / Unsafe.SizeOf<T>(), 1, maxItems) : maxItems;
    }

    /// <summary>Batches that are ready to go; who sends them takes them out.</summary>
    public Queue<(int Task, ItemBatch Batch)> Full { get; } = new();

    /// <exception cref="PermanentException">The item is over the limit for one.</exception>
    public void Add(int task, T item)
    {
        var size = _bytes is null ? 0 : ItemSize<T>.Estimate(item);
        if (size > _maxItemBytes)
        {
            ItemSize<T>.Check(item, _maxItemBytes);
        }

        if (_bytes is not null && _counts[task] > 0 && _bytes[task] + size > _maxBytes)
        {
            Complete(task);
        }

        var items = _items[task];
        var count = _counts[task];
        if (items is null || count == items.Length)
        {
            items = Grow(task, 1);
        }

        items[count] = item;
        _counts[task] = count + 1;
        if (count + 1 >= _maxItems || (_bytes is not null && (_bytes[task] += size) >= _maxBytes))
        {
            Complete(task);
        }
    }

    public void Add(int task, ReadOnlySpan<T> items)
    {
        if (_bytes is not null)
        {
            foreach (var item in items)
            {
                Add(task, item);
            }

            return;
        }

        while (!items.IsEmpty)
        {
            var take = Math.Min(items.Length, _maxItems - _counts[task]);
            items[..take].CopyTo(Grow(task, take).AsSpan(_counts[task]));
            _counts[task] += take;
            items = items[take..];
            if (_counts[task] == _maxItems)
            {
                Complete(task);
            }
        }
    }

    /// <summary>Makes batches of all that is left.</summary>
    public void CompleteAll()
    {
        for (var task = 0; task < _items.Length; task++)
        {
            if (_counts[task] > 0)
            {
                Complete(task);
            }
        }
    }

    private void Complete(int task)
    {
        Full.Enqueue((task, ItemBatch.Of(_items[task]!, _counts[task])));
        _items[task] = null;
        _counts[task] = 0;
        if (_bytes is not null)
        {
            _bytes[task] = 0;
        }
    }

    // Room for `more` items; small runs stay small, long ones go straight to the full size.
    private T[] Grow(int task, int more)
    {
        var old = _items[task];
        var needed = _counts[task] + more;
        if (old is not null && old.Length >= needed)
        {
            return old;
        }

        var size = Math.Min(_maxItems, Math.Max(needed, old is null ? FirstSize : old.Length * 8));
        var grown = RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? new T[size] : GC.AllocateUninitializedArray<T>(size);
        old.AsSpan(0, _counts[task]).CopyTo(grown);
        return _items[task] = grown;
    }
}
