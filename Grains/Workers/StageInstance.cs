using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc;

/// <summary>An instance of a stage or aggregator together with what has to be disposed of after it.</summary>
internal readonly struct StageInstance<T> : IAsyncDisposable
{
    private readonly AsyncServiceScope? _scope;
    private readonly bool _isShared;

    public StageInstance(StageFactory<T> factory, IServiceProvider services)
    {
        _isShared = factory.IsShared;
        _scope = factory.NeedsScope ? services.CreateAsyncScope() : null;
        Code = factory.Create(_scope?.ServiceProvider ?? services);
    }

    public T Code { get; }

    public async ValueTask DisposeAsync()
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
