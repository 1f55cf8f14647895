using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>The silos that a client outside the cluster gives its requests to, in turn. Thread-safe.</summary>
internal sealed class HomeSilos(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan ViewAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ViewLimit = TimeSpan.FromSeconds(2);

    // Longer than the cluster takes to find out for itself.
    private static readonly TimeSpan LeaveTime = TimeSpan.FromSeconds(30);
    private ImmutableDictionary<SiloAddress, long> _left = ImmutableDictionary<SiloAddress, long>.Empty;
    private volatile View? _view;
    private int _turn;

    /// <param name="except">Silos that it must not be; null: none.</param>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.SiloLost"/>: there is none.</exception>
    public async ValueTask<SiloAddress> NextAsync(IReadOnlyCollection<SiloAddress>? except)
    {
        var view = _view;
        var silos = view is null || time.GetElapsedTime(view.Taken) > ViewAge ? [] : Without(view.Silos, except);
        if (silos.IsEmpty)
        {
            silos = Without((_view = await LookAsync()).Silos, except);
        }

        return silos.IsEmpty
            ? throw new DrpcException(DrpcFailureCode.SiloLost, $"The cluster has no active silo{(except is null ? "" : " left")} to take the request; start one.")
            : silos[(int)((uint)Interlocked.Increment(ref _turn) % (uint)silos.Length)];
    }

    /// <summary>A silo turned out to be gone, or going: for a while it is asked only where there is no other.</summary>
    public void Leave(SiloAddress silo)
    {
        var now = time.GetTimestamp();
        ImmutableInterlocked.Update(ref _left, left => left.SetItem(silo, now));
        _view = _view is { } view ? view with { Silos = view.Silos.Remove(silo) } : null;
    }

    private async Task<View> LookAsync()
    {
        var silos = await grains.GetGrain<IClusterViewGrain>(0).GetActiveSilosAsync().WaitAsync(ViewLimit, time);
        ImmutableInterlocked.Update(ref _left, left => left.RemoveRange(left.Where(silo => time.GetElapsedTime(silo.Value) > LeaveTime).Select(silo => silo.Key)));
        var others = silos.RemoveAll(Volatile.Read(ref _left).ContainsKey);
        return new View(others.IsEmpty ? silos : others, time.GetTimestamp());
    }

    private static ImmutableArray<SiloAddress> Without(ImmutableArray<SiloAddress> silos, IReadOnlyCollection<SiloAddress>? except) =>
        except is null ? silos : silos.RemoveAll(except.Contains);

    private sealed record View(ImmutableArray<SiloAddress> Silos, long Taken);
}
