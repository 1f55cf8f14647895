namespace OrleansDrpc.ClientApi;

/// <summary>Counts how calls ended. Thread-safe.</summary>
internal sealed class BenchTally
{
    private readonly Lock _lock = new();
    private readonly LatencyHistogram _latencies = new();
    private readonly SortedDictionary<DrpcFailureCode, BenchFailures> _failures = [];
    private long _failed;

    public void Answered(TimeSpan latency)
    {
        lock (_lock)
        {
            _latencies.Record(latency);
        }
    }

    public void Failed(DrpcException failure)
    {
        lock (_lock)
        {
            var failures = _failures.GetValueOrDefault(failure.Code) ?? new BenchFailures(failure.Code, 0, failure.Message);
            _failures[failure.Code] = failures with { Count = failures.Count + 1 };
            _failed++;
        }
    }

    public (long Answered, long Failed) Count()
    {
        lock (_lock)
        {
            return (_latencies.Count, _failed);
        }
    }

    /// <summary>What was counted. Only after the last call has ended.</summary>
    public BenchResult Close(TimeSpan elapsed) => new(elapsed, _latencies, [.. _failures.Values]);
}
