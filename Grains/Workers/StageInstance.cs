using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc;

/// <summary>An instance of a stage or aggregator together with what has to be disposed of after it.</summary>
internal sealed class StageInstance<T> : IAsyncDisposable
{
    private readonly AsyncServiceScope? _scope;
    private readonly bool _isShared;

    public StageInstance(StageFactory<T> factory, IServiceProvider services)
    {
        _isShared = factory.IsShared;
        _scope = factory.NeedsScope ? services.CreateAsyncScope() : null;
        try
        {
            Code = factory.Create(_scope?.ServiceProvider ?? services);
        }
        catch
        {
            _scope?.Dispose();
            throw;
        }
    }

    public T Code { get; }

    /// <summary>A call of the code that may outlive its attempt.</summary>
    public Task Running { get; set; } = Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        if (_isShared && _scope is null)
        {
            return default;
        }

        if (Running.IsCompleted)
        {
            return DisposeNowAsync();
        }

        // Code that was left behind may still be cleaning up.
        _ = Running.ContinueWith(_ => DisposeNowAsync().AsTask(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return default;
    }

    private async ValueTask DisposeNowAsync()
    {
        if (!_isShared)
        {
            switch (Code)
            {
                case IAsyncDisposable code:
                    await code.DisposeAsync();
                    break;
                case IDisposable code:
                    code.Dispose();
                    break;
            }
        }

        if (_scope is { } scope)
        {
            await scope.DisposeAsync();
        }
    }
}
