using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>
/// A function whose source, once the test lets it begin, emits far more than may wait, to tasks that do nothing until the test lets them. Watches how
/// much waits with every item that is emitted.
/// </summary>
internal sealed class Flood
{
    public const int Tasks = 2;
    public const int Items = 120;
    public const int MaxBatch = 1 << 16;
    private const int ItemCharacters = 5000;
    private readonly TestGate _begin = TestGate.Of(Guid.NewGuid().ToString());
    private readonly TestGate _go = TestGate.Of(Guid.NewGuid().ToString());
    private DrpcTestCluster? _cluster;
    private int _emitting;
    private long _mostQueued;

    /// <param name="settings">The function's name and settings.</param>
    /// <param name="end">Counts the different items.</param>
    public Flood(FunctionBuilder settings, Func<StageBuilder<string, int>, StageBuilder<string, long>> end) => Function = end(
        settings.WithDeadline(TimeSpan.FromMinutes(2)).Takes<string>()
            .Stage<string>(EmitAsync, name: "source")
            .Stage<int>(
                async (text, output, token) =>
                {
                    await _go.WaitAsync(output.Context.Silo, token);
                    await output.EmitAsync(int.Parse(text), token);
                },
                Tasks,
                name: "slow"))
        .Returns();

    public DrpcFunction<string, long> Function { get; }

    /// <summary>How much waited at the most, on all silos, in bytes.</summary>
    public long MostQueued => Volatile.Read(ref _mostQueued);

    /// <summary>Lets so many requests run up to their source, then all go on at once, and waits until each waits for room.</summary>
    /// <returns>The answers, which come once <see cref="End"/> was called.</returns>
    public async Task<Task<long>[]> BeginAsync(DrpcTestCluster cluster, int requests)
    {
        _cluster = cluster;
        var answers = Enumerable.Range(0, requests).Select(i => cluster.ClientOn(i % cluster.Cluster.Silos.Count).ExecuteAsync(Function, "")).ToArray();
        await Eventually.TrueAsync(() => _begin.Waiting.Count == requests, "all requests to run");
        _begin.Open();
        await Eventually.TrueAsync(
            () => Volatile.Read(ref _emitting) == requests && Enumerable.Range(0, cluster.Cluster.Silos.Count).All(
                silo => QueuesOn(silo).IsFull && cluster.ServicesOf(silo).GetRequiredService<WorkerGate>().IsIdle),
            "the queues to be full, and every source to wait for them rather than for a slot");
        return answers;
    }

    public QueueBudget QueuesOn(int silo) => _cluster!.ServicesOf(silo).GetRequiredService<FunctionRegistry>().Get(Function.Name).Queues;

    /// <summary>Lets the tasks work.</summary>
    public void End() => _go.Open();

    private async ValueTask EmitAsync(string argument, IEmitter<string> output, CancellationToken token)
    {
        await _begin.WaitAsync(output.Context.Silo, token);
        for (var i = 0; i < Items; i++)
        {
            Interlocked.Increment(ref _emitting);
            await output.EmitAsync($"{i}".PadLeft(ItemCharacters), token);
            Interlocked.Decrement(ref _emitting);
            Watch();
        }
    }

    private void Watch()
    {
        var queued = Enumerable.Range(0, _cluster!.Cluster.Silos.Count)
            .SelectMany(silo => _cluster.ServicesOf(silo).GetRequiredService<RequestTable>().All)
            .Where(request => request.Function.Definition == Function).Sum(request => request.QueuedBytes);
        for (var most = MostQueued; queued > most;)
        {
            var before = Interlocked.CompareExchange(ref _mostQueued, queued, most);
            most = before == most ? queued : before;
        }
    }
}
