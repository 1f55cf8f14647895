using System.Numerics;

namespace OrleansDrpc.Embedded;

/// <summary>
/// The calls of one caller that wait for an answer. Linked lists, striped by thread: adding and removing allocate nothing, and one timer
/// looks for calls that have waited too long.
/// </summary>
internal sealed class OutstandingCalls : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(100);

    private readonly Stripe[] _stripes;
    private readonly TimeSpan _defaultTimeout;
    private readonly ITimer _sweeper;
    private int _sweeps;

    internal OutstandingCalls(TimeProvider time, TimeSpan defaultTimeout)
    {
        _defaultTimeout = defaultTimeout;
        var stripes = BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount * 2);
        _stripes = [.. Enumerable.Range(0, (int)stripes).Select(_ => new Stripe())];
        _sweeper = time.CreateTimer(static calls => ((OutstandingCalls)calls!).Sweep(), this, SweepInterval, SweepInterval);
    }

    internal void Add(GrainCall call)
    {
        // Counted in sweeps: no clock is read for a call, and a stalled process lets calls wait longer, never shorter.
        call.Outstanding.LastSweep = LastSweep(call);
        var stripe = _stripes[Environment.CurrentManagedThreadId & (_stripes.Length - 1)];
        lock (stripe)
        {
            call.Outstanding.Stripe = stripe;
            call.Outstanding.Next = stripe.First;
            if (stripe.First is not null)
            {
                stripe.First.Outstanding.Previous = call;
            }

            stripe.First = call;
        }
    }

    internal static void Remove(GrainCall call)
    {
        if (call.Outstanding.Stripe is not { } stripe)
        {
            return;
        }

        lock (stripe)
        {
            ref var entry = ref call.Outstanding;
            if (entry.Previous is not null)
            {
                entry.Previous.Outstanding.Next = entry.Next;
            }
            else
            {
                stripe.First = entry.Next;
            }

            if (entry.Next is not null)
            {
                entry.Next.Outstanding.Previous = entry.Previous;
            }

            entry = default;
        }
    }

    internal void Fail(Func<GrainCall, bool> which, Func<GrainCall, Exception> why) => Find(which).ForEach(call => call.Fail(why(call), abandon: true));

    public void Dispose() => _sweeper.Dispose();

    private List<GrainCall> Find(Func<GrainCall, bool> which)
    {
        var found = new List<GrainCall>();
        foreach (var stripe in _stripes)
        {
            lock (stripe)
            {
                for (var call = stripe.First; call is not null; call = call.Outstanding.Next)
                {
                    if (which(call))
                    {
                        found.Add(call);
                    }
                }
            }
        }

        return found;
    }

    private int LastSweep(GrainCall call) =>
        _sweeps + 1 + (int)Math.Min((call.Method.Timeout ?? _defaultTimeout) / SweepInterval + 0.999, int.MaxValue / 2);

    private void Sweep()
    {
        var now = Interlocked.Increment(ref _sweeps);
        foreach (var call in Find(call => now - call.Outstanding.LastSweep >= 0))
        {
            if (call.MayStillBeAnswered)
            {
                call.Outstanding.LastSweep = LastSweep(call);
            }
            else
            {
                call.Fail(new TimeoutException($"{call.Method} on {call.Target?.GrainId} was not answered in {call.Method.Timeout ?? _defaultTimeout}."), abandon: true);
            }
        }
    }

    /// <summary>The place of a call in the lists.</summary>
    internal struct Entry
    {
        internal Stripe? Stripe;
        internal GrainCall? Previous;
        internal GrainCall? Next;
        internal int LastSweep;
    }

    internal sealed class Stripe
    {
        internal GrainCall? First;
    }
}
