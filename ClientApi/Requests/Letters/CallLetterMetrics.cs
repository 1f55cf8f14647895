using System.Diagnostics.Metrics;

namespace OrleansDrpc.ClientApi;

/// <summary>What the front door counts about dead letters of calls. Thread-safe.</summary>
internal sealed class CallLetterMetrics
{
    private readonly Counter<long> _kept;
    private readonly Counter<long> _leftOut;

    public CallLetterMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DrpcMetrics.MeterName);
        _kept = meter.CreateCounter<long>("drpc.dead_letters.kept", "{request}", "Calls that used up their attempts and were kept as dead letters.");
        _leftOut = meter.CreateCounter<long>("drpc.dead_letters.left_out", "{request}", "Calls that used up their attempts and could not be kept.");
    }

    public void Kept() => _kept.Add(1);

    public void LeftOut(int count) => _leftOut.Add(count);
}
