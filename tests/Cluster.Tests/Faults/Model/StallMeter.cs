using System.Diagnostics;

namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>
/// Measures how long the machine has kept this process from running, on a thread of its own that wants nothing but to wake up: what a test
/// says about times must not depend on who else uses the machine.
/// </summary>
internal sealed class StallMeter : IDisposable
{
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(20);
    private readonly ManualResetEventSlim _end = new();
    private readonly Thread _thread;
    private long _stalled;

    public StallMeter()
    {
        _thread = new Thread(Measure) { IsBackground = true, Name = "stall meter" };
        _thread.Start();
    }

    /// <summary>All stalls so far.</summary>
    public TimeSpan Stalled => TimeSpan.FromTicks(Volatile.Read(ref _stalled));

    public void Dispose()
    {
        _end.Set();
        _thread.Join();
        _end.Dispose();
    }

    private void Measure()
    {
        var since = Stopwatch.GetTimestamp();
        while (!_end.Wait(Nap))
        {
            var late = Stopwatch.GetElapsedTime(since) - Nap;
            since = Stopwatch.GetTimestamp();
            Interlocked.Add(ref _stalled, late > TimeSpan.Zero ? late.Ticks : 0);
        }
    }
}
