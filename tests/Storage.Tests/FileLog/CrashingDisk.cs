namespace OrleansDrpc.Storage.Tests;

/// <summary>A simulated disk whose power fails before a certain step.</summary>
internal sealed class CrashingDisk
{
    private readonly Random _random;
    private readonly Func<DiskStep, string, bool> _counts;
    private int _left;

    /// <param name="disk">The disk.</param>
    /// <param name="counts">Which steps count.</param>
    /// <param name="step">Before which of them the power fails.</param>
    /// <param name="random">Decides what of the rest comes to the disk.</param>
    public CrashingDisk(SimulatedDisk disk, Func<DiskStep, string, bool> counts, int step, Random random)
    {
        _counts = counts;
        _left = step;
        _random = random;
        Disk = disk;
        disk.Before = Before;
    }

    public SimulatedDisk Disk { get; }

    /// <summary>The disk as found afterwards; null: the power is there.</summary>
    public SimulatedDisk? Found { get; private set; }

    private void Before(DiskStep step, string name)
    {
        lock (_random)
        {
            if (Found is null && (!_counts(step, name) || --_left > 0))
            {
                return;
            }

            Found ??= Disk.AfterPowerFailure(_random);
        }

        throw new IOException("The power has failed.");
    }
}
