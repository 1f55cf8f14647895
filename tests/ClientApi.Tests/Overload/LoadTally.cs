using System.Collections.Concurrent;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>What calls under load came to. Thread-safe.</summary>
internal sealed class LoadTally
{
    private readonly Lock _lock = new();
    private readonly LatencyHistogram _accepted = new();
    private readonly LatencyHistogram _refused = new();

    /// <summary>Calls that ended in another way than with an answer or a proper refusal.</summary>
    public ConcurrentBag<string> Mistakes { get; } = [];

    public long Accepted => _accepted.Count;

    public long Refused => _refused.Count;

    public TimeSpan Median => _accepted.Percentile(50);

    public TimeSpan P99 => _accepted.Percentile(99);

    public TimeSpan RefusedP99 => _refused.Percentile(99);

    public void Accept(TimeSpan latency) => Record(_accepted, latency);

    public void Refuse(TimeSpan latency) => Record(_refused, latency);

    public override string ToString() =>
        $"{Accepted:N0} accepted: median {Median.TotalMilliseconds:N1}, p99 {P99.TotalMilliseconds:N1} ms; "
        + $"{Refused:N0} refused: median {_refused.Percentile(50).TotalMilliseconds:N1}, p99 {RefusedP99.TotalMilliseconds:N1} ms";

    private void Record(LatencyHistogram histogram, TimeSpan latency)
    {
        lock (_lock)
        {
            histogram.Record(latency);
        }
    }
}
