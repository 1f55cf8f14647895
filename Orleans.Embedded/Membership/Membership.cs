using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>The membership of one cluster: an immutable snapshot that is replaced, and a chain of its versions for those who watch.</summary>
internal sealed class Membership
{
    private readonly Lock _lock = new();
    private Version _latest = new(new ClusterMembershipSnapshot(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new MembershipVersion(0)));

    internal ClusterMembershipSnapshot Snapshot => Volatile.Read(ref _latest).Snapshot;

    internal void Set(SiloAddress silo, SiloStatus status, string name)
    {
        Version previous;
        lock (_lock)
        {
            previous = _latest;
            var members = previous.Snapshot.Members.SetItem(silo, new ClusterMember(silo, status, name));
            Volatile.Write(ref _latest, new Version(new ClusterMembershipSnapshot(members, new MembershipVersion(previous.Snapshot.Version.Value + 1))));
            previous.Next.SetResult(_latest);
        }
    }

    /// <summary>The present snapshot, then each later one; ends when the caller stops reading.</summary>
    internal async IAsyncEnumerable<ClusterMembershipSnapshot> Updates([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var version = Volatile.Read(ref _latest); ; version = await version.Next.Task.WaitAsync(cancellationToken))
        {
            yield return version.Snapshot;
        }
    }

    private sealed class Version(ClusterMembershipSnapshot snapshot)
    {
        internal ClusterMembershipSnapshot Snapshot => snapshot;

        internal TaskCompletionSource<Version> Next { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
