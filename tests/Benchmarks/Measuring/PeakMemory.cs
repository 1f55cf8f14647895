using System.Diagnostics;

namespace OrleansDrpc.Benchmarks;

/// <summary>How much more memory the process had at its peak than before, sampled by a thread of its own.</summary>
internal static class PeakMemory
{
    public static async Task<double> MegabytesAsync(Func<Task> work)
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        process.Refresh();
        var before = process.WorkingSet64;
        var peak = before;
        using var done = new ManualResetEventSlim();
        var sampler = new Thread(() =>
        {
            while (!done.Wait(TimeSpan.FromMilliseconds(5)))
            {
                process.Refresh();
                peak = Math.Max(peak, process.WorkingSet64);
            }
        });
        sampler.Start();
        await work();
        done.Set();
        sampler.Join();
        return (peak - before) / 1048576.0;
    }
}
