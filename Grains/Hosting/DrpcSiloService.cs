using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OrleansDrpc;

/// <summary>What happens around a silo's life: its functions are checked before it starts, it watches the others, it drains before it stops.</summary>
internal sealed class DrpcSiloService(
    FunctionRegistry functions, RequestTable requests, RequestServices services, MembershipWatch watch, IOptions<DrpcOptions> options)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;
    private IDisposable? _threads;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Taking the registry as a dependency has built it, and so checked it; and what the request grains work with takes a while to
        // build, which the first caller should not wait for.
        GC.KeepAlive(functions);
        GC.KeepAlive(services);
        _threads = SpareThreads.Reserve(options.Value.EffectiveWorkersPerSilo, options.Value.IsOnNetwork);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _watching = watch.RunAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => requests.DrainAsync(cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _watching;
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _threads?.Dispose();
        return Task.CompletedTask;
    }

    // Where the host did not come to stop it, because another service failed to start.
    public void Dispose() => _threads?.Dispose();
}
