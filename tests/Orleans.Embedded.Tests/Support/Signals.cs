using System.Collections.Concurrent;

namespace OrleansDrpc.Embedded.Tests;

/// <summary>Events by name, shared by a test and its grains.</summary>
internal static class Signals
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> All = new();
    private static readonly ConcurrentDictionary<string, int> Counts = new();

    internal static void Set(string name) => Get(name).TrySetResult();

    internal static Task Of(string name) => Get(name).Task;

    internal static int Count(string name) => Counts.GetValueOrDefault(name);

    /// <summary>Counts, and sets the signal "name:count".</summary>
    internal static int Add(string name)
    {
        var count = Counts.AddOrUpdate(name, 1, static (_, count) => count + 1);
        Set($"{name}:{count}");
        return count;
    }

    private static TaskCompletionSource Get(string name) =>
        All.GetOrAdd(name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
