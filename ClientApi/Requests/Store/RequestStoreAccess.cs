using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// The way to the store of durable requests. The front door serves everything else without it, and tries on until it has it: another process
/// may hold it, or the database may be away. Thread-safe.
/// </summary>
internal sealed partial class RequestStoreAccess(
    IRequestStoreFactory factory, IOptions<RequestsOptions> options, TimeProvider time, ILogger<RequestStoreAccess> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IRequestStore? _store;
    private volatile RequestStoreException? _obstacle;

    public bool IsOff => factory.IsOff;

    /// <summary>Has the store opened, without a wait for it.</summary>
    public void Want() => _wanted.TrySetResult();

    /// <summary>The store, open. Who asks first may have to wait until it is.</summary>
    /// <exception cref="RefusedException">There is none by the settings.</exception>
    /// <exception cref="RequestStoreException">It cannot be had now.</exception>
    public async ValueTask<IRequestStore> GetAsync(CancellationToken cancellationToken)
    {
        if (_store is { } open)
        {
            return open;
        }

        if (IsOff)
        {
            throw RequestRefusals.StoreOff();
        }

        Want();
        await _tried.Task.WaitAsync(cancellationToken);
        return _store ?? throw new RequestStoreException(_obstacle?.Message ?? "The front door stops.", _obstacle);
    }

    /// <summary>Opens it as soon as it is needed and can be had.</summary>
    public async Task<IRequestStore> OpenAsync(CancellationToken cancellationToken)
    {
        if (factory.CanWait)
        {
            await _wanted.Task.WaitAsync(cancellationToken);
        }

        while (true)
        {
            var store = factory.Create();
            try
            {
                await store.OpenAsync(OwnerId.New(), options.Value.Lease, cancellationToken);
                _store = store;
                _tried.TrySetResult();
                return store;
            }
            catch (RequestStoreException e)
            {
                await store.DisposeAsync();
                Remember(e);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Takes the store from everybody. For a stop.</summary>
    public void Close(RequestStoreException reason)
    {
        _obstacle = reason;
        _store = null;
        _tried.TrySetResult();
    }

    private void Remember(RequestStoreException obstacle)
    {
        if (_obstacle?.Message != obstacle.Message)
        {
            LogNotOpen(obstacle.Message);
        }

        _obstacle = obstacle;
        _tried.TrySetResult();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Durable requests are refused until their store can be had: {Obstacle}")]
    private partial void LogNotOpen(string obstacle);
}
