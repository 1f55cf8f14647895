namespace OrleansDrpc.Hosting;

/// <summary>
/// Keeps the thread pool from waiting. Functions' code may keep as many threads busy as there are processors; what delivers messages,
/// answers callers and tells time must then still get a thread at once, and the operating system shares the processors out.
/// </summary>
internal static class SpareThreads
{
    public static void Reserve()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, (4 * Environment.ProcessorCount) + 4), ports);
    }
}
