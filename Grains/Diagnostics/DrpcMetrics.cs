using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrleansDrpc;

/// <summary>What a silo counts about its requests. Thread-safe.</summary>
internal sealed class DrpcMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "OrleansDrpc";

    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _replays;
    private readonly Counter<long> _reruns;
    private readonly TimeProvider _time;

    public DrpcMetrics(IMeterFactory meters, TimeProvider time)
    {
        var meter = meters.Create(MeterName);
        _time = time;
        _duration = meter.CreateHistogram<double>("drpc.request.duration", "s", "How long requests took, by function and outcome.");
        _active = meter.CreateUpDownCounter<long>("drpc.requests.active", "{request}", "Requests that are running at this silo.");
        _replays = meter.CreateCounter<long>("drpc.request.replays", "{attempt}", "Attempts that failed and were replayed, by function and failure.");
        _reruns = meter.CreateCounter<long>("drpc.task.reruns", "{run}", "Batches that a task ran on again on another silo, by function and reason: lost, hedged.");
    }

    /// <returns>For <see cref="RequestCompleted"/>.</returns>
    public long RequestStarted()
    {
        _active.Add(1);
        return _time.GetTimestamp();
    }

    /// <summary>How long ago that was.</summary>
    public TimeSpan Since(long started) => _time.GetElapsedTime(started);

    public void RequestReplayed(string function, DrpcFailureCode failure) =>
        _replays.Add(1, new TagList { { "drpc.function", function }, { "drpc.outcome", failure.ToString() } });

    public void TaskRunAgain(string function, string reason) =>
        _reruns.Add(1, new TagList { { "drpc.function", function }, { "drpc.reason", reason } });

    /// <param name="started">From <see cref="RequestStarted"/>.</param>
    /// <param name="function">The function; null where no such function is registered, so that callers cannot make up tags.</param>
    /// <param name="failure">How it failed, if it did.</param>
    public void RequestCompleted(long started, string? function, DrpcFailureCode? failure)
    {
        _active.Add(-1);
        if (_duration.Enabled)
        {
            var tags = new TagList { { "drpc.function", function ?? "" }, { "drpc.outcome", failure?.ToString() ?? "Ok" } };
            _duration.Record(_time.GetElapsedTime(started).TotalSeconds, tags);
        }
    }
}
