using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace OrleansDrpc.Embedded;

/// <summary>Brings a call to its activation: 1. the one that the reference remembers, 2. the one that is registered, 3. a newly placed one.</summary>
internal static class Router
{
    internal static Task<T> Send<T>(GrainReference target, ValueCall<T> call)
    {
        call.Method.ThrowIfRefused();
        var activation = Activation.Current;
        var sender = activation?.Silo ?? target.Home;
        call.Target = target;
        call.Sender = sender;
        if (call.Method.IsOneWay)
        {
            Route(call);
            return ValueCall<T>.NoAnswer;
        }

        // The grains of a killed silo go nowhere: their calls are never answered.
        if (activation is { IsKilled: true })
        {
            return call.Response;
        }

        sender.Outstanding.Add(call);
        if (!sender.IsRunning)
        {
            call.Fail(new SiloUnavailableException($"{sender} is not running: {call.Method} was not sent."), abandon: true);
        }
        else if (!call.CallerToken.CanBeCanceled || call.ObserveCancellation())
        {
            Route(call);
        }

        return call.Response;
    }

    internal static IAsyncEnumerable<T> Stream<T>(GrainReference target, StreamSource<T> source)
    {
        source.Method.ThrowIfRefused();
        source.Target = target;
        return target.Class.IsStatelessWorker
            ? throw new InvalidOperationException($"{source.Method}: a stateless worker cannot return a stream, its next batch could be asked of another worker.")
            : source;
    }

    internal static void Route(GrainCall call)
    {
        try
        {
            while (true)
            {
                var target = Locate(call);
                if (!target.IsCompletedSuccessfully)
                {
                    _ = DeliverLater(call, target.AsTask());
                    return;
                }

                if (Deliver(call, target.Result))
                {
                    return;
                }
            }
        }
        catch (Exception exception)
        {
            call.Fail(exception);
        }
    }

    internal static bool Deliver(GrainCall call, ICallTarget target)
    {
        call.TargetSilo = target.Silo;
        if (call.Sender!.Cluster.Faults is { } faults && !faults.LetPass(call, target))
        {
            return true;
        }

        if (target.TryEnqueue(call))
        {
            call.Target!.Remember(target);
            return true;
        }

        call.Target!.Remember(null);
        return false;
    }

    private static async Task DeliverLater(GrainCall call, Task<ICallTarget> target)
    {
        try
        {
            if (!Deliver(call, await target.ConfigureAwait(false)))
            {
                Route(call);
            }
        }
        catch (Exception exception)
        {
            call.Fail(exception);
        }
    }

    private static ValueTask<ICallTarget> Locate(GrainCall call)
    {
        var reference = call.Target!;
        if (call.BoundTo is { } owner)
        {
            return owner.IsKilled ? throw new SiloUnavailableException($"{owner.Silo} is dead.")
                : owner.HasEnded ? throw new EnumerationAbortedException($"{call.Method} on {reference.GrainId}: the activation that enumerated has ended.")
                : new(owner);
        }

        var grain = reference.Class;
        if (reference.Remembered is { } remembered && (grain.UsesDirectory || ReferenceEquals(remembered.Silo, call.Sender)))
        {
            return new(remembered);
        }

        var entry = call.Sender!.EntryFor(reference);
        if (grain.IsStatelessWorker)
        {
            var silo = entry.AcceptsActivations ? entry : entry.Cluster.NextActiveSilo();
            return new(silo.Pool(grain, reference.GrainId));
        }

        return entry.Find(grain, reference.GrainId) is { } known ? new(known) : Place(call, entry);
    }

    private static ValueTask<ICallTarget> Place(GrainCall call, Silo entry)
    {
        var reference = call.Target!;
        var hosted = entry.Hosted(reference.Class);
        var decision = hosted.Director.OnAddActivation(reference.Class.Placement, new PlacementTarget(reference.GrainId), entry);
        return decision.IsCompletedSuccessfully ? new(Obtain(decision.Result)) : Later();

        async ValueTask<ICallTarget> Later() => Obtain(await decision.ConfigureAwait(false));

        ICallTarget Obtain(SiloAddress address) => entry.Obtain(reference.Class, reference.GrainId, address);
    }
}
