namespace OrleansDrpc.Storage.Tests;

/// <summary>Holds the next flush of a disk until the test lets it go, and counts it and those that follow.</summary>
internal sealed class HeldFlush : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _go = new();
    private int _count;

    public HeldFlush(SimulatedDisk disk) => disk.Before = (step, _) =>
    {
        if (step == DiskStep.Flush && Interlocked.Increment(ref _count) == 1)
        {
            _reached.SetResult();
            _go.Wait(Waits.Limit);
        }
    };

    /// <summary>Done when the flush is held.</summary>
    public Task Reached => _reached.Task;

    public int Count => Volatile.Read(ref _count);

    public void Go() => _go.Set();

    public void Dispose() => _go.Dispose();
}
