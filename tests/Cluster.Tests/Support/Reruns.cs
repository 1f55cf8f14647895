using System.Diagnostics.Metrics;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>Counts the tasks of functions that run again, by reason, on all silos of this process.</summary>
internal sealed class Reruns : IDisposable
{
    private readonly MeterListener _listener = new();
    private int _lost;
    private int _hedged;

    public Reruns(string function)
        : this(name => name == function)
    {
    }

    /// <param name="counts">Whether a function, by its name, counts.</param>
    public Reruns(Predicate<string> counts)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "drpc.task.reruns")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (counts((string)tags[0].Value!))
            {
                Interlocked.Increment(ref tags[1].Value as string == "lost" ? ref _lost : ref _hedged);
            }
        });
        _listener.Start();
    }

    public int Lost => Volatile.Read(ref _lost);

    public int Hedged => Volatile.Read(ref _hedged);

    public void Dispose() => _listener.Dispose();
}
