using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>The silos that a client outside the cluster gives its requests to, in turn. Thread-safe.</summary>
internal sealed class HomeSilos(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan ViewAge = TimeSpan.FromSeconds(5);
    private volatile View? _view;
    private int _turn;

    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.SiloLost"/>: there is none.</exception>
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

    /// <summary>A silo turned out to be gone: look anew.</summary>
    public void Forget() => _view = null;

    private sealed record View(ImmutableArray<SiloAddress> Silos, long Taken);
}
