using System.Collections.Concurrent;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>What the silos of one cluster share: who is a member, and where the grains with one activation in the cluster live.</summary>
internal sealed class Cluster(ClusterKey key)
{
    private readonly Lock _lock = new();
    private volatile Silo[] _silos = [];
    private volatile Silo[] _active = [];
    private volatile SiloAddress[] _activeAddresses = [];
    private int _turn;

    internal ClusterKey Key => key;

    internal Membership Membership { get; } = new();

    internal ConcurrentDictionary<GrainId, Activation> Directory { get; } = new();

    internal ConcurrentDictionary<Client, Client> Clients { get; } = new();

    /// <summary>Null as long as nobody has asked for faults: that is all that a call pays for them.</summary>
    internal Faults? Faults { get; private set; }

    internal Silo[] Silos => _silos;

    internal SiloAddress[] ActiveAddresses => _activeAddresses;

    internal Faults GetFaults()
    {
        lock (_lock)
        {
            return Faults ??= new Faults();
        }
    }

    internal Silo? Find(SiloAddress address) => Array.Find(_silos, silo => silo.SiloAddress.Equals(address));

    /// <summary>Active silos in turn.</summary>
    internal Silo NextActiveSilo() => ActiveSilo((uint)Interlocked.Increment(ref _turn));

    /// <summary>The active silo that a number falls on.</summary>
    internal Silo ActiveSilo(uint number)
    {
        var active = _active;
        return active.Length > 0 ? active[number % (uint)active.Length] : throw new SiloUnavailableException($"Cluster \"{key.ClusterId}\" has no active silo.");
    }

    internal void StatusChanged(Silo silo, SiloStatus status)
    {
        lock (_lock)
        {
            var others = Array.FindAll(_silos, other => other != silo);
            _silos = status == SiloStatus.Dead ? others : [.. others, silo];
            _active = [.. _silos.Where(member => member.AcceptsActivations).OrderBy(member => member.SiloAddress)];
            _activeAddresses = [.. _active.Select(member => member.SiloAddress)];
            Membership.Set(silo.SiloAddress, status, silo.Name);
        }
    }
}

/// <summary>Silos with one key are one cluster.</summary>
internal sealed record ClusterKey(string ServiceId, string ClusterId, int PrimaryPort);
