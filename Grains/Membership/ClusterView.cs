using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>The silos that are active now, in an order that is the same on all of them. Thread-safe.</summary>
internal sealed class ClusterView(IClusterMembershipService membership, ILocalSiloDetails local)
{
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

    private View Take(ClusterMembershipSnapshot snapshot)
    {
        var active = snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).Order().ToImmutableArray();

        // While this silo is just starting, it may not have seen itself active yet.
        return new View(snapshot.Version, active.Contains(local.SiloAddress) ? active : [local.SiloAddress]);
    }

    private sealed record View(MembershipVersion Version, ImmutableArray<SiloAddress> Silos);
}
