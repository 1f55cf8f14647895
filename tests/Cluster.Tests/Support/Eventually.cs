using System.Diagnostics;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>For states that nobody signals: looks again and again, with a limit, and says what it waited for.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? limit = null) => TrueAsync(() => Task.FromResult(condition()), what, limit);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var started = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > (limit ?? Limit))
            {
                throw new TimeoutException($"Waited {(limit ?? Limit).TotalSeconds} s for {what}.");
            }

            await tick.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until a list is empty, and says what is in it if it stays so.</summary>
    public static async Task NothingAsync(Func<IEnumerable<string>> list, string what)
    {
        string[] left = [];
        try
        {
            await TrueAsync(() => (left = [.. list()]).Length == 0, what);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} Left: {string.Join("; ", left)}.", e);
        }
    }

    /// <summary>Awaits with a limit, and says what was awaited.</summary>
    public static async Task<T> Within<T>(this Task<T> task, TimeSpan limit, string what)
    {
        try
        {
            return await task.WaitAsync(limit);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Waited {limit.TotalSeconds} s for {what}.");
        }
    }

    /// <inheritdoc cref="Within{T}"/>
    public static async Task Within(this Task task, TimeSpan limit, string what)
    {
        try
        {
            await task.WaitAsync(limit);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Waited {limit.TotalSeconds} s for {what}.");
        }
    }
}
