using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>The silos that are active now, in an order that is the same on all of them. Thread-safe.</summary>
internal sealed class ClusterView(IClusterMembershipService membership, ILocalSiloDetails local, TimeProvider time)
{
    /// <summary>About as long as the membership takes to find out for itself.</summary>
    public static readonly TimeSpan SuspicionTime = TimeSpan.FromSeconds(5);

    private readonly Lock _changing = new();
    private readonly HashSet<SiloAddress> _avoided = [];
    private readonly Dictionary<SiloAddress, long> _suspected = [];
    private volatile View? _view;

    public ImmutableArray<SiloAddress> ActiveSilos
    {
        get
        {
            var snapshot = membership.CurrentSnapshot;
            var view = _view;
            return view is not null && view.Version == snapshot.Version && !IsOver(view.Suspicion) ? view.Silos : Take(snapshot).Silos;
        }
    }

    /// <summary>Leaves a silo out that is stopping, before the membership says so. A silo that starts again has another address.</summary>
    public void Avoid(SiloAddress silo)
    {
        lock (_changing)
        {
            _avoided.Add(silo);
            _view = null;
        }
    }

    /// <summary>Leaves a silo out for a while that a request has lost: if it is dead, the membership will say so; if not, it comes back.</summary>
    public void Suspect(SiloAddress silo)
    {
        if (!silo.Equals(local.SiloAddress))
        {
            lock (_changing)
            {
                _suspected[silo] = time.GetTimestamp();
                _view = null;
            }
        }
    }

    // All under the lock: a view that was begun before a silo was left out must not be kept after.
    private View Take(ClusterMembershipSnapshot snapshot)
    {
        lock (_changing)
        {
            return _view = Take_NeedsLock(snapshot);
        }
    }

    private View Take_NeedsLock(ClusterMembershipSnapshot snapshot)
    {
        _avoided.RemoveWhere(silo => !snapshot.Members.ContainsKey(silo));
        foreach (var over in _suspected.Where(silo => IsOver(silo.Value)))
        {
            _suspected.Remove(over.Key);
        }

        long? suspicion = _suspected.Count == 0 ? null : _suspected.Values.Min();
        var active = snapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active && !_avoided.Contains(member.SiloAddress) && !_suspected.ContainsKey(member.SiloAddress))
            .Select(member => member.SiloAddress).Order().ToImmutableArray();

        // While this silo is just starting, it may not have seen itself active yet.
        return new View(snapshot.Version, active.Contains(local.SiloAddress) ? active : [local.SiloAddress], suspicion);
    }

    private bool IsOver(long? suspicion) => suspicion is { } since && time.GetElapsedTime(since) > SuspicionTime;

    private sealed record View(MembershipVersion Version, ImmutableArray<SiloAddress> Silos, long? Suspicion);
}
