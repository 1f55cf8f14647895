using System.Diagnostics;

namespace OrleansDrpc.Benchmarks;

/// <summary>Many callers that call again and again.</summary>
internal static class Load
{
    /// <summary>How many calls a second all callers together make.</summary>
    public static async Task<double> RateAsync(int callers, TimeSpan duration, Func<int, Task> call)
    {
        var calls = new long[callers * 16];
        var started = Stopwatch.GetTimestamp();
        var end = started + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (Stopwatch.GetTimestamp() < end)
            {
                await call(caller);
                calls[caller * 16]++;
            }
        })));
        return calls.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>The 99th percentile of the calls' times in milliseconds, until <paramref name="until"/> is done.</summary>
    public static async Task<double> P99MillisecondsAsync(int callers, Task until, Func<int, Task> call)
    {
        var times = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var mine = new List<double>(1 << 16);
            while (!until.IsCompleted)
            {
                var started = Stopwatch.GetTimestamp();
                await call(caller);
                mine.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            return mine;
        })));
        var all = times.SelectMany(mine => mine).Order().ToArray();
        return all[(int)(all.Length * 0.99)];
    }
}
