using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>
/// Finds out that homes are dead for the calls from outside that take long, whom Orleans does not tell. While there are any, it asks the
/// cluster once in an interval about all their homes; what the cluster does not answer says nothing about them. Thread-safe.
/// </summary>
internal sealed class HomeWatch(IGrainFactory grains, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(3);
    private readonly Lock _lock = new();
    private readonly Dictionary<SiloAddress, Home> _homes = [];
    private ITimer? _timer;
    private int _isLooking;

    /// <summary>Waits for a reply, no longer than its home lives.</summary>
    /// <exception cref="SiloUnavailableException">The home is dead.</exception>
    /// <exception cref="TimeoutException">The limit has passed.</exception>
    public async Task<DrpcReply> WaitAsync(Task<DrpcReply> reply, SiloAddress silo, TimeSpan limit, CancellationToken cancellationToken)
    {
        var home = Enter(silo);
        try
        {
            using var both = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, home.Death.Token) : null;
            return await reply.WaitAsync(limit, time, (both ?? home.Death).Token);
        }
        catch (OperationCanceledException) when (home.Death.IsCancellationRequested || cancellationToken.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new SiloUnavailableException("the cluster says that it is dead.");
        }
        finally
        {
            Leave(home);
        }
    }

    private Home Enter(SiloAddress silo)
    {
        lock (_lock)
        {
            if (!_homes.TryGetValue(silo, out var home))
            {
                _homes.Add(silo, home = new Home(silo));
            }

            home.Calls++;
            _timer ??= StartTimer();
            return home;
        }
    }

    // The looks are for all calls, and none's own.
    private ITimer StartTimer()
    {
        using var apart = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        return time.CreateTimer(static watch => _ = ((HomeWatch)watch!).LookAsync(), this, Interval, Interval);
    }

    private void Leave(Home home)
    {
        lock (_lock)
        {
            if (--home.Calls > 0)
            {
                return;
            }

            _homes.Remove(home.Silo);
            if (_homes.Count == 0)
            {
                _timer!.Dispose();
                _timer = null;
            }
        }
    }

    private async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) == 1)
        {
            return;
        }

        try
        {
            var dead = await grains.GetGrain<IClusterViewGrain>(0).GetDeadSilosAsync(Watched()).WaitAsync(LookLimit, time);
            foreach (var home in Of(dead))
            {
                _ = home.Death.CancelAsync();
            }
        }
        catch (Exception)
        {
            // The next look may go to another silo.
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    private ImmutableArray<SiloAddress> Watched()
    {
        lock (_lock)
        {
            return [.. _homes.Keys];
        }
    }

    private List<Home> Of(ImmutableArray<SiloAddress> dead)
    {
        lock (_lock)
        {
            return [.. _homes.Values.Where(home => dead.Contains(home.Silo))];
        }
    }

    /// <summary>A home that calls wait for.</summary>
    private sealed class Home(SiloAddress silo)
    {
        public SiloAddress Silo => silo;

        public CancellationTokenSource Death { get; } = new();

        /// <summary>How many.</summary>
        public int Calls { get; set; }
    }
}
