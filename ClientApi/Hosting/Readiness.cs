namespace OrleansDrpc.ClientApi;

/// <summary>Whether this front door can run requests now. Thread-safe.</summary>
internal sealed class Readiness(IClusterMembershipService membership, ILocalSiloDetails silo, StopSignal stop) : IHostedLifecycleService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private volatile bool _joined;

    /// <summary>Why it is not ready; null: it is.</summary>
    public string? Obstacle =>
        !_joined ? "The front door is starting: its silo has not joined the cluster yet."
        : stop.Token.IsCancellationRequested ? "The front door is stopping: it finishes running requests and takes no new ones."
        : membership.CurrentSnapshot.GetSiloStatus(silo.SiloAddress) is var status && status != SiloStatus.Active ? $"The silo is {status}."
        : null;

    /// <exception cref="DrpcException">The silo cannot take calls yet. One that is stopping refuses them by itself.</exception>
    public void ThrowIfStarting()
    {
        if (!_joined)
        {
            throw new DrpcException(new DrpcFailure(DrpcFailureCode.Overloaded, Obstacle ?? "The front door is starting.", RetryAfter: Retry));
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _joined = true;
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
