using System.Diagnostics;
using OrleansDrpc.Hosting;

namespace OrleansDrpc.Benchmarks;

/// <summary>Ten million followers of a thousand tweeters, counted once each in six partitions, against plain threads and sets.</summary>
internal static class ReachShaped
{
    private const int Tweeters = 1000;
    private const int Partitions = 6;
    private const long People = 5_000_000;

    /// <summary>Takes how many followers each tweeter has.</summary>
    public static readonly DrpcFunction<int, long> Reach = DrpcFunction.Named("reach-shaped")
        .Takes<int>()
        .Stage<(int Tweeter, int Followers)>(
            async (followers, output, token) =>
            {
                for (var tweeter = 0; tweeter < Tweeters; tweeter++)
                {
                    await output.EmitAsync((tweeter, followers), token);
                }
            },
            name: "tweeters")
        .Stage<long>((tweeter, output, token) => output.EmitAsync(FollowersOf(tweeter.Tweeter, tweeter.Followers), token), parallelism: 12, name: "followers")
        .DistinctCount(Partitions)
        .Returns();

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        const int Followers = 10_000;
        await using var drpc = await LocalDrpc.StartAsync(builder => builder.AddFunction(Reach));
        var expected = ByHand(Followers);
        var (time, referenceTime) = await Median.OfPairsAsync(5, () => TimeAsync(drpc, Followers, expected), () => Task.FromResult(TimeByHand(Followers)));
        var (memory, referenceMemory) = await Median.OfPairsAsync(
            3,
            () => PeakMemory.MegabytesAsync(() => TimeAsync(drpc, Followers, expected)),
            () => PeakMemory.MegabytesAsync(() => Task.FromResult(TimeByHand(Followers))));
        return [Row.AtMost("reach-time", time, "ms", referenceTime, 1.25), Row.AtMost("reach-memory", memory, "MB", referenceMemory, 1.5)];
    }

    private static async Task<double> TimeAsync(LocalDrpc drpc, int followers, long expected)
    {
        var started = Stopwatch.GetTimestamp();
        var reach = await drpc.ExecuteAsync(Reach, followers);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return reach == expected ? elapsed : throw new InvalidOperationException($"reach is {reach}, not {expected}.");
    }

    private static double TimeByHand(int followers)
    {
        var started = Stopwatch.GetTimestamp();
        ByHand(followers);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static ReadOnlySpan<long> FollowersOf(int tweeter, int count)
    {
        var followers = new long[count];
        for (var i = 0; i < count; i++)
        {
            followers[i] = (long)(StableHash.Of(((long)tweeter * count) + i) % People);
        }

        return followers;
    }

    /// <summary>First every thread lays its share of the followers out by partition, then every thread fills its share of the sets.</summary>
    private static long ByHand(int followers)
    {
        var threads = Environment.ProcessorCount;
        var laidOut = new List<long>[threads, Partitions];
        InParallel(threads, thread =>
        {
            for (var partition = 0; partition < Partitions; partition++)
            {
                laidOut[thread, partition] = [];
            }

            for (var tweeter = thread; tweeter < Tweeters; tweeter += threads)
            {
                foreach (var follower in FollowersOf(tweeter, followers))
                {
                    laidOut[thread, (int)((ulong)follower % Partitions)].Add(follower);
                }
            }
        });
        var counts = new long[Partitions];
        InParallel(threads, thread =>
        {
            for (var partition = thread; partition < Partitions; partition += threads)
            {
                var set = new HashSet<long>();
                for (var from = 0; from < threads; from++)
                {
                    foreach (var follower in laidOut[from, partition])
                    {
                        set.Add(follower);
                    }
                }

                counts[partition] = set.Count;
            }
        });
        return counts.Sum();
    }

    private static void InParallel(int count, Action<int> work)
    {
        var threads = Enumerable.Range(0, count).Select(thread => new Thread(() => work(thread))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }
}
