using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>The silos that have lately refused parts of one function's requests, though not others: it is planned without them for a while. Thread-safe.</summary>
internal sealed class RefusingSilos
{
    private ImmutableDictionary<SiloAddress, long> _since = ImmutableDictionary<SiloAddress, long>.Empty;

    public void Add(SiloAddress silo, TimeProvider time)
    {
        var now = time.GetTimestamp();
        ImmutableInterlocked.Update(ref _since, since => since.SetItem(silo, now));
    }

    /// <summary>Those of the silos that may be asked.</summary>
    public ImmutableArray<SiloAddress> LeftOf(ImmutableArray<SiloAddress> silos, TimeProvider time)
    {
        var since = Volatile.Read(ref _since);
        if (since.IsEmpty)
        {
            return silos;
        }

        foreach (var over in since.Where(silo => time.GetElapsedTime(silo.Value) > ClusterView.SuspicionTime))
        {
            // One that refused once more meanwhile is asked once more for it.
            ImmutableInterlocked.TryRemove(ref _since, over.Key, out _);
            since = since.Remove(over.Key);
        }

        return silos.RemoveAll(since.ContainsKey);
    }
}
