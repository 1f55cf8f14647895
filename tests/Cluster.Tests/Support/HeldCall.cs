using Orleans.TestingHost;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>A call from outside, by name, of a function that waits at a gate until the test opens it.</summary>
internal sealed class HeldCall
{
    // Orleans may take more than a minute to call a silo dead.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private readonly DrpcTestCluster _cluster;
    private readonly Task<string> _answer;

    private HeldCall(DrpcTestCluster cluster, DrpcFunction function, string argument, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        _cluster = cluster;
        Argument = argument;
        _answer = cluster.Client.ExecuteAsync(function.Name, argument, new CallOptions { RequestId = Id, Timeout = timeout }, cancellationToken);
    }

    public RequestId Id { get; } = RequestId.New();

    public string Argument { get; }

    public TestGate Gate => TestGate.Of(Argument);

    /// <summary>The answer, within a limit.</summary>
    public Task<string> Answer => _answer.Within(Limit, "the call");

    /// <summary>Its home now.</summary>
    public InProcessSiloHandle Home => _cluster.HomeOf(Id);

    /// <summary>Makes the call, and waits until so many tasks of it wait.</summary>
    public static async Task<HeldCall> StartAsync(
        DrpcTestCluster cluster, DrpcFunction function, int tasks = 1, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var call = new HeldCall(cluster, function, Guid.NewGuid().ToString(), timeout, cancellationToken);
        await call.WaitingAsync(tasks);
        return call;
    }

    /// <summary>Waits until so many tasks of it, of all attempts, have waited.</summary>
    public Task WaitingAsync(int tasks) => Eventually.TrueAsync(
        () => _answer.IsCompleted || Gate.Waiting.Count == tasks, $"{tasks} tasks to wait", Limit);

    /// <returns>How it failed.</returns>
    public async Task<DrpcFailure> FailureAsync() => (await Assert.ThrowsAsync<DrpcException>(() => Answer)).Failure;

    /// <summary>Waits until nothing of it is left.</summary>
    public async Task NothingLeftAsync()
    {
        await _cluster.IdleAsync();
        await Eventually.TrueAsync(async () => await _cluster.ActivationsOfAsync(nameof(RequestGrain)) == 0, "its request grain to be gone");
    }
}
