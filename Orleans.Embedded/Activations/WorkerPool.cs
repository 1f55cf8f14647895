using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>The stateless workers of one grain id on one silo. A call is bound to a worker when it arrives, as in Orleans.</summary>
internal sealed class WorkerPool(Silo silo, HostedClass hosted, GrainId grainId) : ICallTarget
{
    private readonly List<Activation> _workers = [];
    private bool _closed;

    public Silo Silo => silo;

    internal GrainId GrainId => grainId;

    public bool TryEnqueue(GrainCall call)
    {
        lock (_workers)
        {
            // A worker refuses when it has just ended; it is about to leave the list.
            while (!_closed && silo.AcceptsActivations)
            {
                var worker = Choose();
                if (worker.TryEnqueue(call))
                {
                    return true;
                }

                _workers.Remove(worker);
            }
        }

        return false;
    }

    internal Activation[] Workers()
    {
        lock (_workers)
        {
            return [.. _workers];
        }
    }

    internal void Remove(Activation worker)
    {
        lock (_workers)
        {
            _workers.Remove(worker);
            _closed |= _workers.Count == 0;
        }

        if (_closed)
        {
            silo.Forget(this);
        }
    }

    private Activation Choose()
    {
        Activation? least = null;
        var leastLoad = int.MaxValue;
        foreach (var worker in _workers)
        {
            var load = worker.Load;
            if (load == 0)
            {
                return worker;
            }

            if (load < leastLoad)
            {
                (least, leastLoad) = (worker, load);
            }
        }

        if (least is null || _workers.Count < hosted.Class.MaxLocalWorkers)
        {
            least = new Activation(silo, hosted, grainId, this);
            _workers.Add(least);
        }

        return least;
    }
}
