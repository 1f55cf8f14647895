using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class PullingMetricsTests
{
    [Fact]
    public async Task Measure_ByFunction_CountsAllFour()
    {
        using var bench = new QueueBench(options => options.UnknownFunctions = UnknownFunctionPolicy.Wait);
        var measured = new ConcurrentDictionary<(string Instrument, string Function), long>();
        using var listener = Listen(bench, measured);
        var lost = bench.Connect();
        using var worker = bench.Connect();
        _ = bench.Call("a");
        lost.Take("a");
        lost.Dispose();
        worker.Take("a");
        _ = bench.Call("b");
        await TimeOutAsync(bench, "c");
        await TimeOutAsync(bench, "made up");

        listener.RecordObservableInstruments();

        Assert.Equal(1, measured[("drpc.pull.requeues", "a")]);
        Assert.Equal(1, measured[("drpc.pull.leased", "a")]);
        Assert.Equal(0, measured[("drpc.pull.queued", "a")]);
        Assert.Equal(1, measured[("drpc.pull.queued", "b")]);
        Assert.Equal(1, measured[("drpc.pull.timeouts", "c")]);
        Assert.Equal(1, measured[("drpc.pull.timeouts", "")]);
        Assert.DoesNotContain(measured.Keys, key => key.Function == "made up" && key.Instrument == "drpc.pull.timeouts");
    }

    private static async Task TimeOutAsync(QueueBench bench, string function)
    {
        var call = bench.Call(function, timeout: 0.1);
        bench.Advance(0.1);
        await call.FailsWith(DrpcFailureCode.TimedOut);
    }

    private static MeterListener Listen(QueueBench bench, ConcurrentDictionary<(string, string), long> measured)
    {
        var scope = bench.Meters;
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == "OrleansDrpc" && ReferenceEquals(instrument.Meter.Scope, scope))
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => measured[(instrument.Name, (string)tags[0].Value!)] = value);
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => measured.AddOrUpdate((instrument.Name, (string)tags[0].Value!), value, (_, sum) => sum + value));
        listener.Start();
        return listener;
    }
}
