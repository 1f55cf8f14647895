using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

// The activations of this silo. Those of grains with one activation in the cluster are in the cluster's directory alone.
internal sealed partial class Silo
{
    private readonly ConcurrentDictionary<GrainId, Activation> _unregistered = new();
    private readonly ConcurrentDictionary<GrainId, Activation> _locations = new();
    private readonly ConcurrentDictionary<GrainId, WorkerPool> _pools = new();
    private readonly ConcurrentDictionary<GrainClass, HostedClass> _classes = new();

    /// <summary>The clock of idle collection: how many quanta have passed.</summary>
    internal int CollectionTick { get; private set; }

    internal int CollectionTickAfter(TimeSpan time) => CollectionTick + (int)Math.Min(Math.Ceiling(time / _collection.CollectionQuantum), int.MaxValue / 2);

    /// <exception cref="SiloUnavailableException">The silo has stopped meanwhile, and its services with it.</exception>
    internal HostedClass Hosted(GrainClass grainClass)
    {
        try
        {
            return _classes.GetOrAdd(grainClass, static (grainClass, services) => new HostedClass(grainClass, services), Services);
        }
        catch (ObjectDisposedException)
        {
            throw new SiloUnavailableException($"{SiloAddress} has stopped: no {grainClass} can be activated there.");
        }
    }

    /// <summary>Where a grain lives, as far as callers of this silo know without asking the placement director.</summary>
    internal ICallTarget? Find(GrainClass grainClass, GrainId grainId)
    {
        if (grainClass.UsesDirectory)
        {
            return Cluster.Directory.TryGetValue(grainId, out var registered) && !registered.HasEnded ? registered : null;
        }

        if (_unregistered.TryGetValue(grainId, out var local) && local.IsPlacedByOwnSilo)
        {
            return local;
        }

        return _locations.TryGetValue(grainId, out var remote) && !remote.HasEnded ? remote : null;
    }

    internal ICallTarget Pool(GrainClass grainClass, GrainId grainId) =>
        _pools.TryGetValue(grainId, out var pool) ? pool : _pools.GetOrAdd(grainId, new WorkerPool(this, Hosted(grainClass), grainId));

    /// <summary>The activation on the silo that the placement director has chosen for a caller of this silo, made where there is none.</summary>
    internal Activation Obtain(GrainClass grainClass, GrainId grainId, SiloAddress address)
    {
        var silo = address.Equals(SiloAddress) ? this : Cluster.Find(address);
        var activation = silo?.GetOrAdd(grainClass, grainId) ?? throw new SiloUnavailableException($"{address} is not active: {grainId} cannot be activated there.");
        if (!grainClass.UsesDirectory)
        {
            if (silo == this)
            {
                activation.IsPlacedByOwnSilo = true;
            }
            else
            {
                _locations[grainId] = activation;
                if (activation.HasEnded)
                {
                    ForgetLocations(activation);
                }
            }
        }

        return activation;
    }

    internal void Forget(Activation activation)
    {
        if (activation.Pool is not null)
        {
            activation.Pool.Remove(activation);
        }
        else
        {
            Catalog(activation.Hosted.Class).TryRemove(KeyValuePair.Create(activation.GrainId, activation));
        }
    }

    internal void Forget(WorkerPool pool) => _pools.TryRemove(KeyValuePair.Create(pool.GrainId, pool));

    /// <summary>Takes an ended activation out of all silos' knowledge of where it was.</summary>
    internal void ForgetLocations(Activation activation)
    {
        if (activation.Pool is not null || activation.Hosted.Class.UsesDirectory)
        {
            return;
        }

        foreach (var silo in Cluster.Silos)
        {
            silo._locations.TryRemove(KeyValuePair.Create(activation.GrainId, activation));
        }
    }

    internal IEnumerable<Activation> Activations() =>
        _unregistered.Values.Concat(Cluster.Directory.Values.Where(activation => activation.Silo == this)).Concat(_pools.Values.SelectMany(pool => pool.Workers()));

    /// <summary>Ends activations that were not used for as long as they may be idle.</summary>
    private void CollectIdle()
    {
        CollectionTick++;
        foreach (var activation in Activations())
        {
            if (activation.Load == 0 && CollectionTick >= activation.KeptUntil && (CollectionTick - activation.LastUsed) * _collection.CollectionQuantum >= _collection.CollectionAge)
            {
                activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "The activation was idle."));
            }
        }
    }

    private Activation? GetOrAdd(GrainClass grainClass, GrainId grainId)
    {
        var catalog = Catalog(grainClass);
        if (catalog.TryGetValue(grainId, out var known))
        {
            return known;
        }

        if (!AcceptsActivations)
        {
            return null;
        }

        var fresh = new Activation(this, Hosted(grainClass), grainId, pool: null);
        var activation = catalog.GetOrAdd(grainId, fresh);
        if (activation == fresh && !AcceptsActivations)
        {
            // The silo began to stop meanwhile, and may not have seen this one; others may have sent it calls already.
            Forget(fresh);
            if (_status == SiloStatus.Dead)
            {
                EndAbruptly([fresh]);
            }
            else
            {
                fresh.Deactivate(ShuttingDown);
            }

            return null;
        }

        return activation;
    }

    private ConcurrentDictionary<GrainId, Activation> Catalog(GrainClass grainClass) => grainClass.UsesDirectory ? Cluster.Directory : _unregistered;
}
