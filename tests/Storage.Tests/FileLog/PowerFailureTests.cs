namespace OrleansDrpc.Storage.Tests;

/// <summary>Random work, with a loss of power, the death of the process or a failed flush at any step that the log does to its disk.</summary>
public sealed class PowerFailureTests
{
    private const int SegmentBytes = 4096;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task PowerFailure_AgainAndAgain_LosesNothingAcknowledged(int seed) => FailAgainAndAgainAsync(seed, [Mishap.PowerFailure]);

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task PowerFailure_AmongDeathsAndFailedFlushes_LosesNothingAcknowledgedOrShown(int seed) =>
        FailAgainAndAgainAsync(seed, Enum.GetValues<Mishap>());

    [Fact]
    public async Task PowerFailure_AtEveryStepOfCompactionAndNewFiles_LosesNothingAcknowledged()
    {
        for (var step = 1; step <= 120; step++)
        {
            var work = new ModelledWork(new Random(step));
            var failing = new FailingDisk(new SimulatedDisk(), Mishap.PowerFailure, IsBesideTheWriting, step, new Random(step));
            var disk = await WorkUntilFailureAsync(failing, work);
            await using var store = await SimulatedStore.OpenAsync(disk, SegmentBytes);
            await work.AssertThereAsync(store);
        }
    }

    [Theory]
    [InlineData(Mishap.Death, false)]
    [InlineData(Mishap.Death, true)]
    [InlineData(Mishap.FailedFlush, false)]
    [InlineData(Mishap.FailedFlush, true)]
    public async Task PowerFailure_AfterALogWasOpenedAgain_LosesNothingThatItShowed(object mishap, bool isWrittenTo)
    {
        var shown = Requests.New("flushed by nobody yet", key: "key");
        var disk = await AddUnflushedAsync((Mishap)mishap, shown);
        await using (var again = await SimulatedStore.OpenAsync(disk))
        {
            Assert.Equal(shown, (await again.FindAsync(shown.Id)).Request);
            if (isWrittenTo)
            {
                await again.AddAsync();
            }
        }

        for (var seed = 0; seed < 20; seed++)
        {
            await using var store = await SimulatedStore.OpenAsync(disk.AfterPowerFailure(new Random(seed)));
            Assert.Equal(shown, (await store.FindAsync(shown.Id)).Request);
        }
    }

    private static async Task<SimulatedDisk> AddUnflushedAsync(Mishap mishap, NewRequest request)
    {
        var disk = new SimulatedDisk();
        await using var store = await SimulatedStore.OpenAsync(disk);
        await store.AddAsync();
        var failing = new FailingDisk(disk, mishap, (step, _) => step == DiskStep.Flush, 1, new Random(1));
        await Assert.ThrowsAsync<RequestStoreException>(() => store.AddAsync(request, CancellationToken.None));
        return failing.Found();
    }

    private static async Task FailAgainAndAgainAsync(int seed, Mishap[] mishaps)
    {
        var random = new Random(seed);
        var work = new ModelledWork(new Random(seed));
        var disk = new SimulatedDisk();
        for (var failure = 0; failure < 20; failure++)
        {
            var mishap = mishaps[random.Next(mishaps.Length)];
            disk = await WorkUntilFailureAsync(new FailingDisk(disk, mishap, (_, _) => true, random.Next(1, 400), random), work);
        }

        await using var store = await SimulatedStore.OpenAsync(disk, SegmentBytes);
        await work.AssertThereAsync(store);
    }

    private static bool IsBesideTheWriting(DiskStep step, string name) =>
        step is not (DiskStep.Write or DiskStep.Flush) || name.EndsWith(SegmentName.Unfinished, StringComparison.Ordinal);

    private static async Task<SimulatedDisk> WorkUntilFailureAsync(FailingDisk failing, ModelledWork work)
    {
        try
        {
            await using var store = await SimulatedStore.OpenAsync(failing.Disk, SegmentBytes);
            await work.AssertThereAsync(store);

            // A rewriting whose flush fails is tried again and stops nothing.
            Assert.True(await work.RunUntilFailureAsync(store, 2000) || failing.HasFailed, "Nothing has failed.");
        }
        catch (RequestStoreException) when (failing.HasFailed)
        {
            // It failed while the log was opened.
        }

        return failing.Found();
    }
}
