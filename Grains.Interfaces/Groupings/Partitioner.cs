namespace OrleansDrpc;

/// <summary>A grouping at work for one sending task: it lays items into the buffers of the receiving tasks. Not thread-safe.</summary>
internal abstract class Partitioner<T>
{
    public abstract void Add(T item, TaskBuffers<T> buffers);

    public virtual void Add(ReadOnlySpan<T> items, TaskBuffers<T> buffers)
    {
        foreach (var item in items)
        {
            Add(item, buffers);
        }
    }
}
