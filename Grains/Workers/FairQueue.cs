using System.Diagnostics.CodeAnalysis;

namespace OrleansDrpc;

/// <summary>
/// A queue that serves its keys in turn, one item each: what KeyedFairBolt is in Storm. A key with many items does not hold up the others.
/// Items of one key keep their order. Not thread-safe.
/// </summary>
internal sealed class FairQueue<TKey, T>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Queue<T>> _items = [];
    private readonly Queue<TKey> _turns = new();

    public int Count { get; private set; }

    public void Enqueue(TKey key, T item)
    {
        if (!_items.TryGetValue(key, out var queue))
        {
            _items.Add(key, queue = new Queue<T>());
            _turns.Enqueue(key);
        }

        queue.Enqueue(item);
        Count++;
    }

    public bool TryDequeue([MaybeNullWhen(false)] out T item)
    {
        if (!_turns.TryDequeue(out var key))
        {
            item = default;
            return false;
        }

        var queue = _items[key];
        item = queue.Dequeue();
        Count--;
        if (queue.Count > 0)
        {
            _turns.Enqueue(key);
        }
        else
        {
            _items.Remove(key);
        }

        return true;
    }
}
