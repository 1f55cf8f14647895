using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace OrleansDrpc.Hosting;

/// <summary>
/// The requests that were fetched from a server that hands out no leases: they are ours whatever becomes of the connection, and their
/// outcomes wait here for one. Thread-safe.
/// </summary>
internal sealed class FetchedWork(RequestRunner runner)
{
    private readonly ConcurrentQueue<Delivery> _ready = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly ConcurrentDictionary<string, int> _runningOf = new(StringComparer.Ordinal);
    private int _running;

    /// <summary>Called when an outcome is ready.</summary>
    public WakeUp WakeUp { get; } = new();

    public int Running => Volatile.Read(ref _running);

    public int RunningOf(string function) => _runningOf.GetValueOrDefault(function);

    public bool IsDone => Running == 0 && _ready.IsEmpty;

    public void Start(string function, string argument, string id)
    {
        Interlocked.Increment(ref _running);
        Count(function, 1);
        _ = RunAsync(function, argument, id);
    }

    public bool TryTake([MaybeNullWhen(false)] out Delivery delivery) => _ready.TryDequeue(out delivery);

    public void Add(Delivery delivery)
    {
        _ready.Enqueue(delivery);
        WakeUp.Set();
    }

    /// <summary>Nobody waits for it any more.</summary>
    public void Abandon() => _abandoned.Cancel();

    private async Task RunAsync(string function, string argument, string id)
    {
        if (await runner.RunAsync(function, argument, id, left: null, _abandoned.Token) is { } outcome)
        {
            Add(new Delivery(outcome, 0));
        }

        Count(function, -1);
        Interlocked.Decrement(ref _running);
        WakeUp.Set();
    }

    private void Count(string function, int change) => _runningOf.AddOrUpdate(function, change, (_, running) => running + change);
}
