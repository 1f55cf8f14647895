using System.Diagnostics;
using OrleansDrpc.Hosting;

namespace OrleansDrpc.Benchmarks;

/// <summary>Up to a hundred million items through a counting aggregator: memory does not grow with them, and time grows as they do.</summary>
internal static class Counting
{
    private const int Million = 1_000_000;
    private const int Chunk = 10_000;
    private static readonly int[] Sizes = [1 * Million, 10 * Million, 50 * Million, 100 * Million];

    public static readonly DrpcFunction<int, long> Count = DrpcFunction.Named("count")
        .Takes<int>()
        .Stage<long>(
            async (count, output, token) =>
            {
                var items = new long[Chunk];
                for (var i = output.Context.Task * Chunk; i < count; i += output.Context.TaskCount * Chunk)
                {
                    await output.EmitAsync(items.AsSpan(0, Math.Min(Chunk, count - i)), token);
                }
            },
            parallelism: 2,
            Grouping.All,
            name: "source")
        .Count(partitions: 2)
        .Returns();

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var drpc = await LocalDrpc.StartAsync(builder => builder.AddFunction(Count));
        await TimeAsync(drpc, 10 * Million);
        var memory = await PeakMemory.MegabytesAsync(() => TimeAsync(drpc, 100 * Million));
        var times = new List<double>[Sizes.Length];
        for (var repeat = 0; repeat < 5; repeat++)
        {
            for (var i = 0; i < Sizes.Length; i++)
            {
                (times[i] ??= []).Add(await TimeAsync(drpc, Sizes[i]));
            }
        }

        // The straight line through the median of the smallest size, with no time at zero items, would hide start-up costs in the slope;
        // so it is the line through the two middle sizes.
        var medians = times.Select(Median.Of).ToArray();
        var slope = (medians[2] - medians[1]) / (Sizes[2] - Sizes[1]);
        var line = medians[1] + (slope * (Sizes[3] - Sizes[1]));
        return
        [
            new Row("count-memory", memory, "MB", 0, memory, "<= 256 MB", memory <= 256),
            Row.AtMost("count-linear", medians[3], "ms", line, 1.1),
        ];
    }

    private static async Task<double> TimeAsync(LocalDrpc drpc, int count)
    {
        var started = Stopwatch.GetTimestamp();
        var counted = await drpc.ExecuteAsync(Count, count);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return counted == count ? elapsed : throw new InvalidOperationException($"Counted {counted}, not {count}.");
    }
}
