namespace OrleansDrpc.Storage.Tests;

/// <summary>A simulated disk that its process loses at a certain step.</summary>
internal sealed class FailingDisk
{
    private readonly SimulatedDisk _disk;
    private readonly Mishap _mishap;
    private readonly Random _random;
    private readonly Func<DiskStep, string, bool> _counts;
    private readonly Lock _gate = new();
    private SimulatedDisk? _found;
    private int _left;

    /// <param name="disk">The disk.</param>
    /// <param name="mishap">How it is lost.</param>
    /// <param name="counts">Which steps count.</param>
    /// <param name="step">At which of them.</param>
    /// <param name="random">Decides what of the rest comes to the disk.</param>
    public FailingDisk(SimulatedDisk disk, Mishap mishap, Func<DiskStep, string, bool> counts, int step, Random random)
    {
        (_disk, _mishap, _counts, _left, _random) = (disk, mishap, counts, step, random);
        disk.Before = Before;
    }

    public SimulatedDisk Disk => _disk;

    /// <summary>Whether it has happened.</summary>
    public bool HasFailed => _found is not null;

    /// <summary>The disk as the next process finds it.</summary>
    public SimulatedDisk Found()
    {
        _disk.Before = null;
        return _found ?? throw new InvalidOperationException("Nothing has failed.");
    }

    private void Before(DiskStep step, string name)
    {
        lock (_gate)
        {
            if (HasFailed && _mishap != Mishap.FailedFlush)
            {
                throw new IOException($"Nothing can be done any more: {_mishap}.");
            }

            if (HasFailed || !_counts(step, name) || (_mishap == Mishap.FailedFlush && step != DiskStep.Flush) || --_left > 0)
            {
                return;
            }

            _found = _mishap == Mishap.PowerFailure ? _disk.AfterPowerFailure(_random) : _disk;
        }

        throw _mishap == Mishap.FailedFlush ? new FlushException() : new IOException($"It has happened: {_mishap}.");
    }
}
