using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.Hosting;

/// <summary>Makes the silo a worker of DRPC servers: from when it has started until it is to stop, and before it drains itself.</summary>
internal sealed partial class PullingService(
    IFunctionCatalog catalog,
    IDrpcClient client,
    IOptions<DrpcServersOptions> servers,
    IOptions<DrpcOptions> options,
    RequestProgress progress,
    TimeProvider time,
    ILogger<PullingService> logger) : IHostedLifecycleService
{
    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _abort = new();
    private Task _serving = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => catalog.Functions.Count > 0
        ? Task.CompletedTask
        : throw new InvalidOperationException("The silo has no functions, so there is nothing to pull from DRPC servers; register some by AddDrpcSilo.");

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _serving = Task.WhenAll(Links().Select(link => link.RunAsync(_drain.Token, _abort.Token)).ToArray());
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _drain.CancelAsync();
        try
        {
            await _serving.WaitAsync(options.Value.DrainTimeout, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            LogDropped(options.Value.DrainTimeout);
        }

        await _abort.CancelAsync();
        await _serving;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<ServerLink> Links()
    {
        var functions = catalog.Functions.Select(Tell).ToArray();
        var addresses = DrpcServersOptions.Split(servers.Value.Servers);
        var share = servers.Value.MaxRequests / addresses.Length;
        var runner = new RequestRunner(client, servers.Value.MaxFrameBytes);
        foreach (var text in addresses)
        {
            yield return new ServerLink(HostPort.Read(text)!, share, functions, runner, progress, time, logger);
        }
    }

    private ToldFunction Tell(DrpcFunction function) => new(
        function.Name,
        (function.Settings.Deadline ?? options.Value.DefaultDeadline).TotalSeconds,
        function.Settings.MaxAttempts,
        function.Settings.CoalescesIdentical,
        function.Settings.PartialAnswers);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Requests of DRPC servers were still running after {Limit}, and are dropped")]
    private partial void LogDropped(TimeSpan limit);
}
