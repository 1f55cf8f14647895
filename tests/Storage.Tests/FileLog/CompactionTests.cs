using System.Runtime.CompilerServices;

namespace OrleansDrpc.Storage.Tests;

/// <summary>What nobody needs any more leaves the disk, and the memory.</summary>
public sealed class CompactionTests
{
    private const int SegmentBytes = 4096;
    private readonly SimulatedDisk _disk = new();

    [Fact]
    public async Task Purge_OfManyRequests_FreesTheDisk()
    {
        await using var store = await SimulatedStore.OpenAsync(_disk, SegmentBytes);
        await AddManyAsync(store, 500);
        Assert.True(_disk.Bytes > 500_000, "The requests are not on the disk.");

        Assert.Equal(500, await store.PurgeAsync(Requests.At(1_000_000), CancellationToken.None));

        // The file in use holds the tombstones.
        await UntilAsync(() => _disk.Names.Count <= 2 && _disk.Bytes < 20_000, "the files to shrink");
        await AssertReopenedAsync(new Dictionary<RequestId, StoredRequest>());
    }

    [Fact]
    public async Task DeadLetters_AmongManyPurged_StayWholeInFewFiles()
    {
        await using var store = await SimulatedStore.OpenAsync(_disk, SegmentBytes);
        Dictionary<RequestId, StoredRequest> dead = [];
        for (var i = 0; i < 40; i++)
        {
            var request = await store.AddEndedAsync(Requests.Failure(RequestStatus.DeadLetter), Requests.New($"dead {i}", second: i, key: $"dead {i}"));
            dead.Add(request.Id, await store.FindAsync(request.Id));
            await AddManyAsync(store, 20);
            Assert.Equal(20, await store.PurgeAsync(Requests.At(1_000_000), CancellationToken.None));
        }

        await UntilAsync(() => _disk.Names.Count <= 10 && _disk.Bytes < 60_000, "the files to shrink");
        SimulatedStore.AssertSame(dead, await store.ReadAllAsync());
        await AssertReopenedAsync(dead);
    }

    [Fact]
    public async Task Key_OfADroppedRequestGivenToANewOne_IsItsOwnAfterRewritingAndRestart()
    {
        NewRequest next;
        await using (var store = await SimulatedStore.OpenAsync(_disk, SegmentBytes))
        {
            // The first file stays as it is, since it is full of what is needed.
            var dropped = await store.AddEndedAsync(Requests.Answer(), Requests.New("a", key: "key"));
            await store.AddAsync(Requests.New(new string('x', SegmentBytes)));

            Assert.True(await store.DropAsync(dropped.Id, CancellationToken.None));
            next = await store.AddAsync(Requests.New("a", key: "key"));
            await AddManyAsync(store, 20);
            Assert.Equal(20, await store.PurgeAsync(Requests.At(1_000_000), CancellationToken.None));
            await AddManyAsync(store, 10);
            await UntilAsync(() => _disk.Names.Any(IsMerged), "the files with the new request to be rewritten");
            Assert.Contains("00000001-00000001.log", _disk.Names);
        }

        await using var again = await SimulatedStore.OpenAsync(_disk, SegmentBytes);
        var outcome = await again.AddAsync(Requests.New("a", key: "key"), CancellationToken.None);
        Assert.Equal((AddKind.Joined, next.Id), (outcome.Kind, outcome.Existing?.Request.Id));

        static bool IsMerged(string name) => SegmentName.TryParse(name) is { First: 2, Last: > 2 };
    }

    [Fact]
    public async Task Get_WhileFilesAreRewritten_IsAlwaysWhole()
    {
        await using var store = await SimulatedStore.OpenAsync(_disk, SegmentBytes);
        var kept = await store.AddEndedAsync(Requests.Failure(RequestStatus.DeadLetter), Requests.New("kept"));
        var expected = await store.FindAsync(kept.Id);
        var rewritten = 0;
        _disk.Before = (step, name) => rewritten += step == DiskStep.Rename && name.StartsWith("00000001-", StringComparison.Ordinal) ? 1 : 0;
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Requests.AssertSame(expected, await store.FindAsync(kept.Id));
            }
        });

        for (var started = TimeProvider.System.GetTimestamp(); rewritten < 20 && TimeProvider.System.GetElapsedTime(started) < Waits.Limit;)
        {
            await AddManyAsync(store, 10);
            await store.PurgeAsync(Requests.At(1_000_000), CancellationToken.None);
        }

        Assert.True(rewritten >= 20, $"The first file was rewritten {rewritten} times.");
        await stop.CancelAsync();
        await reading.Within("the reader to end");
    }

    [Fact]
    public async Task Add_WhileAFileIsRewritten_DoesNotWait()
    {
        await using var store = await SimulatedStore.OpenAsync(_disk, SegmentBytes);
        using var reached = new SemaphoreSlim(0);
        using var open = new ManualResetEventSlim();
        _disk.Before = (step, name) =>
        {
            if (step == DiskStep.Write && IsRewriting(name))
            {
                reached.Release();
                open.Wait(Waits.Limit);
            }
        };
        await AddManyAsync(store, 20);
        await store.PurgeAsync(Requests.At(1_000_000), CancellationToken.None);
        await reached.WaitAsync().Within("a file to be rewritten");

        await AddManyAsync(store, 100);

        open.Set();
    }

    [Fact]
    public async Task Rewriting_DiskFull_IsTriedAgainLater()
    {
        var log = new LogCollector();
        await using var store = await SimulatedStore.OpenAsync(_disk, SegmentBytes, log);
        _disk.Before = (step, name) =>
        {
            if (step == DiskStep.Write && IsRewriting(name))
            {
                throw new IOException("No space left on device.");
            }
        };
        await AddManyAsync(store, 100);
        await store.PurgeAsync(Requests.At(1_000_000), CancellationToken.None);
        await UntilAsync(() => log.Warnings.Any(line => line.Contains("could not be removed", StringComparison.Ordinal)), "the warning");
        await UntilAsync(() => !_disk.Names.Any(name => name.EndsWith(SegmentName.Unfinished, StringComparison.Ordinal)), "the unfinished file to go");

        _disk.Before = null;
        await AddManyAsync(store, 10);
        await store.PurgeAsync(Requests.At(1_000_000), CancellationToken.None);
        await UntilAsync(() => _disk.Bytes < 40_000, "the files to shrink");
    }

    [Fact]
    public async Task Texts_OfEndedRequests_AreNotInMemory()
    {
        await using var store = await SimulatedStore.OpenAsync(_disk);
        var texts = await AddEndedAsync(store);
        await store.AddAsync();

        await UntilAsync(
            () =>
            {
                GC.Collect();
                return texts.TrueForAll(text => !text.IsAlive);
            },
            "the texts to be collected");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<List<WeakReference>> AddEndedAsync(FileRequestStore store)
    {
        var (argument, answer) = (new string('x', 100_000), new string('y', 100_000));
        await store.AddEndedAsync(Requests.Answer(answer), Requests.New(argument, key: "key"));
        return [new WeakReference(argument), new WeakReference(answer)];
    }

    private static bool IsRewriting(string name)
    {
        // The first file is there when the log is open, so it is made again only when it is rewritten.
        var isUnfinished = name.EndsWith(SegmentName.Unfinished, StringComparison.Ordinal);
        return isUnfinished && SegmentName.TryParse(name[..^SegmentName.Unfinished.Length]) is { First: 1 };
    }

    private static async Task AddManyAsync(FileRequestStore store, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await store.AddEndedAsync(Requests.Answer(new string('y', 500)), Requests.New(new string('x', 500), second: i));
        }
    }

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !condition();)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Waits.Limit, $"Waited {Waits.Limit.TotalSeconds} s for {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    private async Task AssertReopenedAsync(IReadOnlyDictionary<RequestId, StoredRequest> expected)
    {
        await using var store = await SimulatedStore.OpenAsync(SimulatedDisk.With(_disk.Names.Select(name => (name, _disk.Read(name)))), SegmentBytes);
        SimulatedStore.AssertSame(expected, await store.ReadAllAsync());
    }
}
