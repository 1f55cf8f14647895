using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

// Start, graceful stop, and death.
internal sealed partial class Silo : IHostedService, IDisposable
{
    private static readonly DeactivationReason ShuttingDown = new(DeactivationReasonCode.ShuttingDown, "The silo is shutting down.");

    private readonly Lock _statusLock = new();
    private ITimer? _collector;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ClusterRegistry.Join(this, _key);
        Change(SiloStatus.Active);
        _collector = Time.CreateTimer(static silo => ((Silo)silo!).CollectIdle(), this, _collection.CollectionQuantum, _collection.CollectionQuantum);
        LogStarted(Logger, this, _key.ClusterId);
        foreach (var configure in Services.GetServices<Action<Faults>>())
        {
            configure(Cluster.GetFaults());
        }

        return Task.CompletedTask;
    }

    /// <summary>New activations go elsewhere; running calls may end; then all activations end, and the silo leaves. All within a limit.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!Change(SiloStatus.ShuttingDown))
        {
            return;
        }

        using var timeout = new CancellationTokenSource(DeactivationTimeout, Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            while (Activations().FirstOrDefault(activation => activation.Load > 0) is { } busy)
            {
                await busy.WhenIdle().WaitAsync(limit.Token);
            }

            Change(SiloStatus.Stopping);
            var activations = Activations().ToList();
            activations.ForEach(activation => activation.Deactivate(ShuttingDown, CancellationToken.None));
            await Task.WhenAll(activations.Select(activation => activation.Deactivated)).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            LogStopLimit(Logger, this);
        }

        Leave();
        LogStopped(Logger, this);
    }

    /// <summary>Dies at once: nothing of it runs on, and whoever waits for it is told.</summary>
    internal void Kill()
    {
        if (Leave())
        {
            LogKilled(Logger, this);
        }
    }

    public void Dispose()
    {
        if (_cluster is not null)
        {
            Kill();
        }

        Outstanding.Dispose();
    }

    internal void Enter(Cluster cluster) => _cluster = cluster;

    private bool Leave()
    {
        if (!Change(SiloStatus.Dead))
        {
            return false;
        }

        _collector?.Dispose();
        EndAbruptly([.. Activations()]);
        Outstanding.Fail(_ => true, call => new SiloUnavailableException($"{this} has ended before {call.Method} was answered."));
        Outstanding.Dispose();
        ClusterRegistry.Leave(this);
        return true;
    }

    private void EndAbruptly(List<Activation> activations)
    {
        foreach (var activation in activations)
        {
            activation.EndKilled();
            Forget(activation);
            ForgetLocations(activation);
        }

        var clients = Cluster.Faults is { HidesDeathsFromClients: true } ? [] : Cluster.Clients.Keys;
        foreach (var caller in Cluster.Silos.Concat<Caller>(clients))
        {
            caller.Outstanding.Fail(
                call => call.TargetSilo == this,
                call => new SiloUnavailableException($"The target silo became unavailable: {call.Method} on {call.Target?.GrainId} was running on {this}."));
        }
    }

    /// <summary>The status only goes forward; false when it is there already.</summary>
    /// <summary>Waits until a change of the status that is under way is known to the cluster.</summary>
    internal void SettleStatus()
    {
        lock (_statusLock)
        {
        }
    }

    private bool Change(SiloStatus status)
    {
        lock (_statusLock)
        {
            if (_status >= status || (_status == SiloStatus.Created && status != SiloStatus.Active))
            {
                return false;
            }

            _status = status;
            Cluster.StatusChanged(this, status);
            return true;
        }
    }

    [LoggerMessage(LogLevel.Information, "{Silo} started in cluster {ClusterId}")]
    private static partial void LogStarted(ILogger logger, Silo silo, string clusterId);

    [LoggerMessage(LogLevel.Information, "{Silo} stopped")]
    private static partial void LogStopped(ILogger logger, Silo silo);

    [LoggerMessage(LogLevel.Warning, "{Silo} stops with calls still running: the limit is reached")]
    private static partial void LogStopLimit(ILogger logger, Silo silo);

    [LoggerMessage(LogLevel.Warning, "{Silo} was killed")]
    private static partial void LogKilled(ILogger logger, Silo silo);
}
