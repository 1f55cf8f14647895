namespace OrleansDrpc.Thrift.Tests;

/// <summary>Runs a check over many seeds, on all processors. A failure names the seed.</summary>
internal static class FuzzRun
{
    /// <summary>The first seed; set the environment variable to begin elsewhere, or to repeat a failure.</summary>
    public const string SeedVariable = "THRIFT_FUZZ_SEED";

    private const int Batch = 5000;

    public static int FirstSeed => int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var seed) ? seed : 0;

    /// <summary>On threads of its own: for seconds, it would keep those of the pool from tests that wait for one.</summary>
    public static Task CheckAsync(int count, Action<int> check)
    {
        var (last, next) = (count - 1, -Batch);
        return Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (int first; (first = Interlocked.Add(ref next, Batch)) <= Volatile.Read(ref last);)
                {
                    try
                    {
                        CheckBatch(first, Math.Min(count, first + Batch), check);
                    }
                    catch
                    {
                        // Nobody needs the others then.
                        Volatile.Write(ref last, -1);
                        throw;
                    }
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
    }

    private static void CheckBatch(int first, int end, Action<int> check)
    {
        for (var i = first; i < end; i++)
        {
            var seed = unchecked(FirstSeed + i);
            try
            {
                check(seed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed} ({SeedVariable} repeats it): {e.Message}", e);
            }
        }
    }
}
