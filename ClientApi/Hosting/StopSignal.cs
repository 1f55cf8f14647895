namespace OrleansDrpc.ClientApi;

/// <summary>
/// The first sign that the host stops: it was told to, or its services are being stopped, whichever comes first. Register it as the last
/// hosted service, because the last one is stopped first. Thread-safe.
/// </summary>
internal sealed class StopSignal(IHostApplicationLifetime lifetime) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);

    public CancellationToken Token => _source.Token;

    public Task StoppingAsync(CancellationToken cancellationToken) => _source.CancelAsync();

    public void Dispose() => _source.Dispose();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
