namespace OrleansDrpc.Thrift.Tests;

/// <summary>Runs a check over many seeds, on all processors. A failure names the seed.</summary>
internal static class FuzzRun
{
    /// <summary>The first seed; set the environment variable to begin elsewhere, or to repeat a failure.</summary>
    public const string SeedVariable = "THRIFT_FUZZ_SEED";

    public static int FirstSeed => int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var seed) ? seed : 0;

    public static void Check(int count, Action<int> check)
    {
        const int Batch = 5000;
        Parallel.For(0, (count + Batch - 1) / Batch, batch =>
        {
            for (var i = batch * Batch; i < Math.Min(count, (batch + 1) * Batch); i++)
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
        });
    }
}
