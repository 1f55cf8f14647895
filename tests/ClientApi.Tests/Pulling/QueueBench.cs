using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Queues on a clock that only the test moves, beside a silo that answers at once. The functions a, b and c are known.</summary>
internal sealed class QueueBench : IDisposable
{
    public static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(10);

    private readonly LoggerFactory _logs;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public QueueBench(Action<WorkerQueueOptions>? configure = null, TimeProvider? time = null, params DrpcFunction[] functions)
    {
        var options = new WorkerQueueOptions { KnownFunctions = "a, b,c" };
        configure?.Invoke(options);
        Assert.True(new WorkerQueueOptionsValidator().Validate(null, options).Succeeded);
        _logs = new LoggerFactory([Log]);
        Silo = new FakeSilo(functions);
        var drpc = Options.Create(new DrpcOptions { DrainTimeout = DrainTimeout });
        var silo = new SiloFunctions(Silo, Silo, drpc);
        Queues = new WorkerQueues(
            silo, Options.Create(options), drpc, new PullingMetrics(Meters), time ?? Time, _logs.CreateLogger<WorkerQueues>());
        Router = new FunctionRouter(Queues, silo, new CoalescedCalls(TimeProvider.System), drpc);
    }

    public ManualTime Time { get; } = new();

    public FakeSilo Silo { get; }

    public LogCollector Log { get; } = new();

    public WorkerQueues Queues { get; }

    public FunctionRouter Router { get; }

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public async Task<string> Call(string function = "a", string argument = "x", double? timeout = null, CancellationToken cancellationToken = default)
    {
        var options = new CallOptions { Timeout = timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        return (await Router.ExecuteAsync(function, argument, options, cancellationToken)).Value;
    }

    public WorkerSession Connect(string remote = "worker") => Queues.Connect(remote);

    public void Advance(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public PulledFunction State(string function = "a") => Assert.Single(Queues.Functions, pulled => pulled.Name == function);

    /// <summary>A request that waits must still be there, and in order; takes them all.</summary>
    public string[] TakeAll(string function = "a")
    {
        var session = Connect("last worker");
        var arguments = new List<string>();
        while (session.Fetch(function) is { } request)
        {
            arguments.Add(request.Argument);
        }

        return [.. arguments];
    }

    public void AssertNothingLeft() => Assert.All(Queues.Functions, function => Assert.Equal((0, 0), (function.Queued, function.Leased)));

    public void Dispose()
    {
        Queues.Dispose();
        _services.Dispose();
        _logs.Dispose();
    }
}
