using System.Collections.Concurrent;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Functions that do what none should. Those that would not end do when the test says so: their argument names the poison.</summary>
internal sealed class Poison
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);
    private static readonly ConcurrentDictionary<string, Poison> All = new();
    private readonly ManualResetEventSlim _over = new();

    public static readonly DrpcFunction[] Functions =
    [
        DrpcFunction.Named("crash").Takes<string>().Select<string>(text => throw new InvalidOperationException("It always does.")).Returns(),
        DrpcFunction.Named("crash at once").Unreliable().Takes<string>().Select<string>(text => throw new InvalidOperationException("It always does.")).Returns(),
        DrpcFunction.Named("flood the answer").Takes<string>().SelectMany(_ => Endless()).ReturnsAll(),
        DrpcFunction.Named("flood a stage").WithDeadline(Deadline).Takes<string>().SelectMany(_ => Endless()).SelectMany(number => Array.Empty<long>()).ReturnsAll(),
        DrpcFunction.Named("flood without waiting").WithDeadline(Deadline).Takes<string>().Stage<long>(EmitWithoutWaitingAsync)
            .SelectMany(number => Array.Empty<long>()).ReturnsAll(),
        DrpcFunction.Named("block").WithDeadline(Deadline).Takes<string>().Select(key => All[key].Block()).Returns(),
        DrpcFunction.Named("spin").WithDeadline(Deadline).Takes<string>().Select(key => All[key].Spin()).Returns(),
    ];

    private int _running;

    private Poison(string key) => Key = key;

    public string Key { get; }

    public static Poison New() => All.GetOrAdd(Guid.NewGuid().ToString("N"), key => new Poison(key));

    /// <summary>Ends what would not end by itself.</summary>
    public void End() => _over.Set();

    /// <summary>Waits until none of its code is left.</summary>
    public Task GoneAsync() => Waits.Until(() => Volatile.Read(ref _running) == 0, "the poison's code to return");

    private static IEnumerable<long> Endless()
    {
        for (var number = 0L; ; number++)
        {
            yield return number;
        }
    }

    private static ValueTask EmitWithoutWaitingAsync(string argument, IEmitter<long> output, CancellationToken cancellationToken)
    {
        for (var number = 0L; !cancellationToken.IsCancellationRequested; number++)
        {
            _ = output.EmitAsync(number, CancellationToken.None).AsTask();
        }

        return default;
    }

    private string Block()
    {
        Interlocked.Increment(ref _running);
        _over.Wait(CancellationToken.None);
        Interlocked.Decrement(ref _running);
        return "";
    }

    private string Spin()
    {
        Interlocked.Increment(ref _running);
        while (!_over.IsSet)
        {
            Thread.SpinWait(1000);
        }

        Interlocked.Decrement(ref _running);
        return "";
    }
}
