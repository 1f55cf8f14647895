using System.Collections.Concurrent;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Functions that run until the test, or a cancellation, lets them end.</summary>
internal static class WaitingFunctions
{
    /// <summary>Waits in one task for the gate named by the argument.</summary>
    public static readonly DrpcFunction<string, string> Wait = DrpcFunction.Named("wait")
        .Takes<string>()
        .Stage<string>(WaitAtGateAsync, name: "wait")
        .Returns();

    /// <summary>As <see cref="Wait"/>, in a single attempt.</summary>
    public static readonly DrpcFunction<string, string> WaitOnce = DrpcFunction.Named("wait-once").Unreliable()
        .Takes<string>()
        .Stage<string>(WaitAtGateAsync, name: "wait")
        .Returns();

    /// <summary>Waits in twelve tasks at once, over all silos, for the gate named by the argument.</summary>
    public static readonly DrpcFunction<string, long> WaitEverywhere = DrpcFunction.Named("wait-everywhere")
        .Takes<string>()
        .Stage<string>(
            WaitAtGateAsync,
            parallelism: 12,
            Grouping.All,
            name: "wait")
        .Aggregate(() => 0L, (count, _) => count + 1, count => count, name: "count")
        .Returns();

    private static async ValueTask WaitAtGateAsync(string name, IEmitter<string> output, CancellationToken cancellationToken)
    {
        await TestGate.Of(name).WaitAsync(output.Context.Silo, cancellationToken);
        await output.EmitAsync(name, cancellationToken);
    }
}

/// <summary>A gate that tests open, and that counts who waits at it and who was cancelled there.</summary>
internal sealed class TestGate
{
    private static readonly ConcurrentDictionary<string, TestGate> Gates = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentBag<string> Waiting { get; } = [];

    public ConcurrentBag<string> Cancelled { get; } = [];

    public static TestGate Of(string name) => Gates.GetOrAdd(name, _ => new TestGate());

    public void Open() => _open.TrySetResult();

    public async Task WaitAsync(string silo, CancellationToken token)
    {
        Waiting.Add(silo);
        try
        {
            await _open.Task.WaitAsync(token);
        }
        catch (OperationCanceledException)
        {
            Cancelled.Add(silo);
            throw;
        }
    }
}
