namespace OrleansDrpc.ClientApi;

/// <summary>Lets the queues drain when the host stops.</summary>
internal sealed class WorkerQueueService(WorkerQueues queues, StopSignal stop) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        stop.Token.UnsafeRegister(static queues => ((WorkerQueues)queues!).BeginDrain(), queues);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => queues.DrainAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
