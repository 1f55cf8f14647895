using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// Runs durable requests while the front door is up. Its start goes on with all that is unfinished. At its stop, requests that run have the
/// time to drain; the rest goes on after the restart, or at another front door.
/// </summary>
internal sealed partial class DurableRequestService(
    RequestStoreAccess access,
    DurableRuns runs,
    OwnershipLoop ownership,
    CallbackDeliveries callbacks,
    CallLetters letters,
    StopSignal stop,
    IOptions<DrpcOptions> drpc,
    TimeProvider time,
    ILogger<DurableRequestService> log)
    : IHostedLifecycleService, IAsyncDisposable
{
    // What is lost by a stop that cannot wait for the store comes back when the lease is over.
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _end = new();
    private Task _running = Task.CompletedTask;
    private IRequestStore? _store;
    private long _stopped;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!access.IsOff)
        {
            _running = RunAsync();
        }

        stop.Token.UnsafeRegister(static service => ((DurableRequestService)service!).BeginStop(), this);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        BeginStop();

        // The silo and the workers' queues had their time to drain before.
        var rest = drpc.Value.DrainTimeout - time.GetElapsedTime(_stopped);
        await runs.DrainAsync(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, cancellationToken);
        await CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _end.Dispose();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RunAsync()
    {
        try
        {
            _store = await access.OpenAsync(_end.Token);
            await BackgroundLoops.RunAsync([token => ownership.RunAsync(_store, token), RunRequestsAsync, callbacks.RunAsync, token => letters.RunAsync(_store, token)], _end.Token);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The front door stops.
        }
        catch (Exception e)
        {
            LogFailed(e);
            await AbandonAsync();
        }
    }

    /// <summary>Those that run may go on when the front door begins to stop; no other one begins.</summary>
    private async Task RunRequestsAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Token);
        try
        {
            await runs.RunAsync(end.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // The front door stops.
        }
    }

    /// <summary>Without the loops nobody renews the lease: what runs has to end before it is over.</summary>
    private async Task AbandonAsync()
    {
        access.Close(new RequestStoreException("What runs durable requests has failed; the front door's log tells more. Restart it."));
        runs.Leave();
        await runs.LoseAsync(runs.Stamp);
    }

    private void BeginStop()
    {
        Interlocked.CompareExchange(ref _stopped, time.GetTimestamp(), 0);
        runs.Leave();
    }

    private async Task CloseAsync()
    {
        if (_end.IsCancellationRequested)
        {
            return;
        }

        access.Close(new RequestStoreException("The front door stops."));
        await _end.CancelAsync();
        await _running;
        if (_store is null)
        {
            return;
        }

        using var limit = new CancellationTokenSource(ReleaseLimit, time);
        try
        {
            await Task.WhenAll(runs.All.Select(run => run.Ended)).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // The store is away; nothing more can be recorded.
        }

        await runs.LoseAsync(runs.Stamp);
        try
        {
            await _store.ReleaseAsync(limit.Token);
            await letters.WriteAsync(_store, limit.Token);
        }
        catch (Exception e) when (e is RequestStoreException or OperationCanceledException)
        {
            // The end of the lease does it.
        }

        await _store.DisposeAsync();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Durable requests are not served any more; those that are open go on after a restart")]
    private partial void LogFailed(Exception exception);
}
