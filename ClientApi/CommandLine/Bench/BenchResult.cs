namespace OrleansDrpc.ClientApi;

/// <summary>What was measured.</summary>
/// <param name="Elapsed">From the first call to the end of the last.</param>
/// <param name="Latencies">Of the calls that were answered.</param>
/// <param name="Failures">By their codes.</param>
internal sealed record BenchResult(TimeSpan Elapsed, LatencyHistogram Latencies, IReadOnlyList<BenchFailures> Failures)
{
    public long Answered => Latencies.Count;

    public long Failed => Failures.Sum(failures => failures.Count);

    /// <summary>Answers a second.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Answered / Elapsed.TotalSeconds : 0;
}
