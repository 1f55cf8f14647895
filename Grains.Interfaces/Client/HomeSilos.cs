using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>Where a client's requests are at home.</summary>
internal interface IHomeSilos
{
    /// <summary>How long a call without a timeout of its own waits; null: no limit but the function's deadline.</summary>
    TimeSpan? DefaultTimeout { get; }

    ValueTask<SiloAddress> NextAsync();

    /// <summary>A silo turned out to be gone.</summary>
    void Forget(SiloAddress silo);
}

/// <summary>Callers inside a silo: that silo.</summary>
internal sealed class LocalHome(ILocalSiloDetails details) : IHomeSilos
{
    public TimeSpan? DefaultTimeout => null;

    public ValueTask<SiloAddress> NextAsync() => new(details.SiloAddress);

    public void Forget(SiloAddress silo)
    {
    }
}

/// <summary>
/// Callers outside the cluster: every active silo in turn. Orleans does not tell such a client when a silo dies in the middle of a call,
/// so its calls have a limit of their own.
/// </summary>
internal sealed class ClusterHomes(IGrainFactory grains, TimeProvider time) : IHomeSilos
{
    private static readonly TimeSpan ViewAge = TimeSpan.FromSeconds(5);
    private volatile View? _view;
    private int _turn;

    public TimeSpan? DefaultTimeout { get; } = TimeSpan.FromMinutes(10);

    public async ValueTask<SiloAddress> NextAsync()
    {
        var view = _view;
        if (view is null || time.GetElapsedTime(view.Taken) > ViewAge)
        {
            var silos = await grains.GetGrain<IClusterViewGrain>(0).GetActiveSilosAsync();
            _view = view = new View(silos, time.GetTimestamp());
        }

        return view.Silos.IsEmpty
            ? throw new DrpcException(DrpcFailureCode.SiloLost, "The cluster has no active silo to take the request; start one.")
            : view.Silos[(int)((uint)Interlocked.Increment(ref _turn) % (uint)view.Silos.Length)];
    }

    public void Forget(SiloAddress silo) => _view = null;

    private sealed record View(ImmutableArray<SiloAddress> Silos, long Taken);
}
