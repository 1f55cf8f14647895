using System.Collections.Concurrent;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Where a call of <see cref="TestFunctions.Hold"/> with a certain argument waits.</summary>
internal sealed class Gate
{
    private static readonly ConcurrentDictionary<string, Gate> Gates = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing;
    private int _passages;

    private Gate(string key, int calls) => (Key, _missing) = (key, calls);

    /// <summary>How many have come to it.</summary>
    public int Passages => Volatile.Read(ref _passages);

    /// <summary>The argument.</summary>
    public string Key { get; }

    public Task Reached => _reached.Task.Within($"the function's code to run {_missing} times more");

    public Task Cancelled => _cancelled.Task.Within("the cancellation to reach the function's code");

    /// <param name="calls">How many reach it before <see cref="Reached"/> says so.</param>
    public static Gate New(int calls = 1) => Gates.GetOrAdd(Guid.NewGuid().ToString("N"), key => new Gate(key, calls));

    public void Open() => _opened.TrySetResult();

    public static async ValueTask PassThirdAsync(string keys, IEmitter<string> output, CancellationToken cancellationToken)
    {
        var gates = keys.Split(' ');
        var next = gates.First(key => Gates[key].Passages == 0);
        await PassAsync(next, output, cancellationToken);
        if (next != gates[^1])
        {
            throw new InvalidOperationException("no luck yet");
        }
    }

    public static async ValueTask PassAsync(string key, IEmitter<string> output, CancellationToken cancellationToken)
    {
        var gate = Gates[key];
        Interlocked.Increment(ref gate._passages);
        if (Interlocked.Decrement(ref gate._missing) == 0)
        {
            gate._reached.SetResult();
        }

        try
        {
            await gate._opened.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            gate._cancelled.TrySetResult();
            throw;
        }

        await output.EmitAsync("passed", cancellationToken);
    }
}
