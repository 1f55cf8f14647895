using System.Diagnostics.Metrics;

namespace OrleansDrpc.ClientApi;

/// <summary>What the front door counts about requests for workers that pull. Thread-safe.</summary>
internal sealed class PullingMetrics
{
    private const string FunctionTag = "drpc.function";
    private readonly Meter _meter;
    private readonly Counter<long> _requeues;
    private readonly Counter<long> _timeouts;

    public PullingMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(DrpcMetrics.MeterName);
        _requeues = _meter.CreateCounter<long>("drpc.pull.requeues", "{request}", "Requests that went back to their queue because their worker was lost.");
        _timeouts = _meter.CreateCounter<long>("drpc.pull.timeouts", "{request}", "Requests that no worker finished in time.");
    }

    /// <param name="functions">How all functions stand.</param>
    public void Observe(Func<IReadOnlyList<PulledFunction>> functions)
    {
        _meter.CreateObservableGauge("drpc.pull.queued", () => Measure(functions(), function => function.Queued), "{request}", "Requests that wait for a worker.");
        _meter.CreateObservableGauge("drpc.pull.leased", () => Measure(functions(), function => function.Leased), "{request}", "Requests that are with a worker.");
    }

    public void Requeued(string function) => _requeues.Add(1, new KeyValuePair<string, object?>(FunctionTag, function));

    /// <param name="function">The function; null where nobody knows it, so that callers cannot make up tags.</param>
    public void TimedOut(string? function) => _timeouts.Add(1, new KeyValuePair<string, object?>(FunctionTag, function ?? ""));

    private static IEnumerable<Measurement<int>> Measure(IReadOnlyList<PulledFunction> functions, Func<PulledFunction, int> count) =>
        functions.Select(function => new Measurement<int>(count(function), new KeyValuePair<string, object?>(FunctionTag, function.Name)));
}
