namespace OrleansDrpc;

/// <summary>
/// Keeps the thread pool from waiting. Functions' code may block as many threads as there are worker slots, and as many again that were
/// lent; what delivers messages, answers callers and tells time must then still get a thread at once, not when the pool has made up its
/// mind to add one.
/// </summary>
internal static class SpareThreads
{
    private const int Others = 4;
    private static readonly Lock Changing = new();

    /// <summary>Raises the pool's minimum for this process to two threads for each slot and a few more; never lowers it.</summary>
    public static void Reserve(int slots)
    {
        lock (Changing)
        {
            ThreadPool.GetMinThreads(out var workers, out var ports);
            ThreadPool.SetMinThreads(Math.Max(workers, (2 * slots) + Others), ports);
        }
    }

    /// <summary>Makes up for threads that are lost to code which does not return, or with a number below zero, takes that back.</summary>
    public static void Add(int threads)
    {
        lock (Changing)
        {
            ThreadPool.GetMinThreads(out var workers, out var ports);
            ThreadPool.SetMinThreads(workers + threads, ports);
        }
    }
}
