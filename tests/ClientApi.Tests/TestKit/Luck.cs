using System.Collections.Concurrent;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>How often calls of <see cref="TestFunctions.Lucky"/> with a certain argument still fail, and how often they came.</summary>
internal sealed class Luck
{
    private static readonly ConcurrentDictionary<string, Luck> All = new();
    private int _failures;
    private int _tries;

    private Luck(string key, int failures) => (Key, _failures) = (key, failures);

    /// <summary>The argument.</summary>
    public string Key { get; }

    public int Tries => Volatile.Read(ref _tries);

    public static Luck After(int failures) => All.GetOrAdd(Guid.NewGuid().ToString("N"), key => new Luck(key, failures));

    public static string Try(string key)
    {
        var luck = All[key];
        Interlocked.Increment(ref luck._tries);
        return Interlocked.Decrement(ref luck._failures) >= 0 ? throw new InvalidOperationException("no luck yet") : "lucky";
    }
}
