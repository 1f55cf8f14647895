using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.Thrift.Tests;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Mutated frames from many connections, at a front door with honest clients and an honest worker.</summary>
public sealed class FuzzTests : IAsyncLifetime
{
    private const int Connections = 3000;
    private const string Pulled = "honest work";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly LogCollector _log = new();
    private FrontDoor _door = null!;
    private Neighbour _neighbour = null!;
    private Worker _worker = null!;
    private int _calls;

    private WorkerQueues Queues => _door.Services.GetRequiredService<WorkerQueues>();

    public async ValueTask InitializeAsync()
    {
        _door = await FrontDoor.StartAsync(_log, ("WorkerQueues:KnownFunctions", Pulled));
        _neighbour = await Neighbour.ConnectAsync(_door.Clients);
        _worker = await Worker.ConnectAsync(_door.Workers);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _neighbour.DisposeAsync();
        await _door.DisposeAsync();
    }

    [Fact]
    public async Task ClientsPort_MutatedFrames_NobodyElseNoticesAndNothingIsLeft()
    {
        using (var fuzzer = new PortFuzzer(_door.Clients))
        {
            await fuzzer.AttackAsync(Connections, CallAsync);
        }

        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task WorkersPort_MutatedFrames_NobodyElseNoticesAndNothingIsLeft()
    {
        using (var fuzzer = new PortFuzzer(_door.Workers))
        {
            await fuzzer.AttackAsync(Connections, CallAsync);
        }

        await AssertNothingLeftAsync();
    }

    /// <summary>A call that the silo runs, and one that the worker runs.</summary>
    private async Task CallAsync()
    {
        var argument = $"call {++_calls}";
        await _neighbour.CallAsync(TestFunctions.Echo.Name, argument, argument);
        var call = _neighbour.CallAsync(Pulled, argument, $"{argument}!");
        var request = Assert.Single(await _worker.PullAsync(10, Minute, Pulled));
        await _worker.CompleteAsync(request.Id, $"{request.Argument}!");
        await call;
    }

    private async Task AssertNothingLeftAsync()
    {
        // The honest worker.
        await Waits.Until(() => Queues.Sessions == 1, "the sessions of the fuzzer to end");
        Assert.All(Queues.Functions, function => Assert.Equal((0, 0), (function.Queued, function.Leased)));
        Assert.Equal(Pulled, Assert.Single(Queues.Functions, function => function.Workers > 0).Name);
        Assert.DoesNotContain(_log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        await CallAsync();
    }
}
