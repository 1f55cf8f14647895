using System.Collections.Concurrent;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>What happened where, by request. All silos of a test cluster are in this process.</summary>
internal static class Record
{
    private static readonly ConcurrentDictionary<(RequestId, string), ConcurrentBag<string>> Entries = new();

    public static void Add(StageContext context, string kind, string entry) => Entries.GetOrAdd((context.Attempt.Request, kind), _ => []).Add(entry);

    public static IReadOnlyCollection<string> Of(RequestId request, string kind) => Entries.TryGetValue((request, kind), out var entries) ? entries : [];
}

/// <summary>Passes items on and records the silo.</summary>
internal sealed class SiloRecorder : IStage<int, int>
{
    public ValueTask ExecuteAsync(int item, IEmitter<int> output, CancellationToken cancellationToken)
    {
        Record.Add(output.Context, "silo", output.Context.Silo);
        return output.EmitAsync(item, cancellationToken);
    }
}

/// <summary>Counts, and records each finish by partition.</summary>
internal sealed class FinishRecorder : IAggregator<int, long>
{
    private long _count;

    public void Add(ReadOnlySpan<int> items) => _count += items.Length;

    public ValueTask FinishAsync(IEmitter<long> output, CancellationToken cancellationToken)
    {
        Record.Add(output.Context, "finish", $"{output.Context.Task}:{_count}");
        return output.EmitAsync(_count, cancellationToken);
    }
}
