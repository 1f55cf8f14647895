using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>The silos that are active now, in an order that is the same on all of them. Thread-safe.</summary>
internal sealed class ClusterView(IClusterMembershipService membership, ILocalSiloDetails local)
{
    private readonly ConcurrentDictionary<SiloAddress, bool> _avoided = new();
    private volatile View? _view;

    public ImmutableArray<SiloAddress> ActiveSilos
    {
        get
        {
            var snapshot = membership.CurrentSnapshot;
            var view = _view;
            return view is not null && view.Version == snapshot.Version ? view.Silos : (_view = Take(snapshot)).Silos;
        }
    }

    /// <summary>Leaves a silo out that is stopping, before the membership says so. A silo that starts again has another address.</summary>
    public void Avoid(SiloAddress silo)
    {
        _avoided[silo] = true;
        _view = null;
    }

    private View Take(ClusterMembershipSnapshot snapshot)
    {
        foreach (var gone in _avoided.Keys.Where(silo => !snapshot.Members.ContainsKey(silo)))
        {
            _avoided.TryRemove(gone, out _);
        }

        var active = snapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active && !_avoided.ContainsKey(member.SiloAddress))
            .Select(member => member.SiloAddress).Order().ToImmutableArray();

        // While this silo is just starting, it may not have seen itself active yet.
        return new View(snapshot.Version, active.Contains(local.SiloAddress) ? active : [local.SiloAddress]);
    }

    private sealed record View(MembershipVersion Version, ImmutableArray<SiloAddress> Silos);
}
