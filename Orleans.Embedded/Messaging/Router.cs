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

    private const int MaxPlacements = 3;

    internal static void Route(GrainCall call)
    {
        // Nearly all calls go where the last one went: they need no state machine.
        if (Remembered(call) is not { } target || call.Sender!.Cluster.Faults is not null || !Deliver(call, target))
        {
            _ = RouteAsync(call);
        }
    }

    private static async Task RouteAsync(GrainCall call)
    {
        try
        {
            while (!Deliver(call, await Locate(call).ConfigureAwait(false)))
            {
                // The activation has just ended: there is another one, or will be.
            }
        }
        catch (Exception exception)
        {
            call.Fail(exception);
        }
    }

    private static bool Deliver(GrainCall call, ICallTarget target)
    {
        call.TargetSilo = target.Silo;
        if (call.Sender!.Cluster.Faults is { } faults && !faults.LetPass(call, target))
        {
            // A call that does not arrive makes no activation.
            (target as Activation)?.EndIfNew();
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

    private static ValueTask<ICallTarget> Locate(GrainCall call)
    {
        var reference = call.Target!;
        if (call.BoundTo is { } owner)
        {
            return owner.IsKilled ? throw new SiloUnavailableException($"{owner.Silo} is dead.")
                : owner.HasEnded ? throw new EnumerationAbortedException($"{call.Method} on {reference.GrainId}: the activation that enumerated has ended.")
                : new(owner);
        }

        if (Remembered(call) is { } remembered)
        {
            return new(remembered);
        }

        var grain = reference.Class;
        var entry = call.Sender!.EntryFor(reference);
        if (grain.IsStatelessWorker)
        {
            var silo = entry.AcceptsActivations ? entry : entry.Cluster.NextActiveSilo();
            return new(silo.Pool(grain, reference.GrainId));
        }

        return entry.Find(grain, reference.GrainId) is { } known ? new(known) : PlaceAsync(reference, entry);
    }

    private static ICallTarget? Remembered(GrainCall call)
    {
        var reference = call.Target!;
        return call.BoundTo is null && reference.Remembered is { } target && (reference.Class.UsesDirectory || ReferenceEquals(target.Silo, call.Sender)) ? target : null;
    }

    private static async ValueTask<ICallTarget> PlaceAsync(GrainReference reference, Silo entry)
    {
        var director = entry.Hosted(reference.Class).Director;
        for (var placement = 1; ; placement++)
        {
            var address = await director.OnAddActivation(reference.Class.Placement, new PlacementTarget(reference.GrainId), entry).ConfigureAwait(false);
            try
            {
                return entry.Obtain(reference.Class, reference.GrainId, address);
            }
            catch (SiloUnavailableException) when (placement < MaxPlacements)
            {
                // The silo has left since the director chose it: nothing has been sent there, so it may choose again, as soon as the
                // cluster knows.
                entry.Cluster.Find(address)?.SettleStatus();
            }
        }
    }
}
