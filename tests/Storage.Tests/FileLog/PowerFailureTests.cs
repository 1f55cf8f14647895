namespace OrleansDrpc.Storage.Tests;

/// <summary>Random work, with a loss of power at any step that the log does to its disk.</summary>
public sealed class PowerFailureTests
{
    private const int SegmentBytes = 4096;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task PowerFailure_AgainAndAgain_LosesNothingAcknowledged(int seed)
    {
        var random = new Random(seed);
        var work = new ModelledWork(new Random(seed));
        var disk = new SimulatedDisk();
        for (var failure = 0; failure < 20; failure++)
        {
            disk = await WorkUntilFailureAsync(new CrashingDisk(disk, (_, _) => true, random.Next(1, 400), random), work);
        }

        await using var store = await SimulatedStore.OpenAsync(disk, SegmentBytes);
        await work.AssertThereAsync(store);
    }

    [Fact]
    public async Task PowerFailure_AtEveryStepOfCompactionAndNewFiles_LosesNothingAcknowledged()
    {
        for (var step = 1; step <= 120; step++)
        {
            var work = new ModelledWork(new Random(step));
            var crashing = new CrashingDisk(new SimulatedDisk(), IsBesideTheWriting, step, new Random(step));
            var disk = await WorkUntilFailureAsync(crashing, work);
            await using var store = await SimulatedStore.OpenAsync(disk, SegmentBytes);
            await work.AssertThereAsync(store);
        }
    }

    private static bool IsBesideTheWriting(DiskStep step, string name) =>
        step is not (DiskStep.Write or DiskStep.Flush) || name.EndsWith(SegmentName.Unfinished, StringComparison.Ordinal);

    private static async Task<SimulatedDisk> WorkUntilFailureAsync(CrashingDisk crashing, ModelledWork work)
    {
        try
        {
            await using var store = await SimulatedStore.OpenAsync(crashing.Disk, SegmentBytes);
            await work.AssertThereAsync(store);
            Assert.True(await work.RunUntilFailureAsync(store, 10_000), "The power did not fail.");
        }
        catch (RequestStoreException) when (crashing.Found is not null)
        {
            // It failed while the log was opened.
        }

        return crashing.Found!;
    }
}
