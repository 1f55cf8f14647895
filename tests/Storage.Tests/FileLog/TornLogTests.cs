namespace OrleansDrpc.Storage.Tests;

/// <summary>Logs that were not written to their end, or are damaged.</summary>
public sealed class TornLogTests : IAsyncLifetime
{
    private const string File = "00000001-00000001.log";
    private readonly List<(int Length, Dictionary<RequestId, StoredRequest> Requests)> _acknowledged = [];
    private readonly SimulatedDisk _disk = new();

    private byte[] Log => _disk.Read(File);

    /// <summary>Where the last record that was written at once with its mark begins.</summary>
    private int LastWrite => _acknowledged[^2].Length;

    public async ValueTask InitializeAsync()
    {
        await using var store = await SimulatedStore.OpenAsync(_disk);
        for (var i = 0; i < 10; i++)
        {
            await AddAllKindsAsync(store, i);
        }

        await store.AddAsync(Requests.New("the last argument", key: "last"));
        await AcknowledgedAsync(store);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Open_CutAtEveryByteOfTheLastRecords_RecoversWhatWasAcknowledged()
    {
        for (var length = _acknowledged[^9].Length; length <= Log.Length; length++)
        {
            var log = new LogCollector();
            await using var store = await SimulatedStore.OpenAsync(SimulatedDisk.With([(File, Log[..length])]), log: log);

            var whole = _acknowledged.Last(state => state.Length <= length);
            SimulatedStore.AssertSame(whole.Requests, await store.ReadAllAsync());
            AssertSaid(log, length, whole.Length);
        }
    }

    [Fact]
    public async Task Open_AnyByteOfTheLastWriteFlipped_RecoversWhatWasAcknowledgedBefore()
    {
        foreach (var (at, flip) in Flips(LastWrite, Log.Length))
        {
            var log = new LogCollector();
            var bytes = Log;
            bytes[at] ^= flip;
            await using var store = await SimulatedStore.OpenAsync(SimulatedDisk.With([(File, bytes)]), log: log);

            SimulatedStore.AssertSame(_acknowledged[^2].Requests, await store.ReadAllAsync());
            Assert.Contains(File, Assert.Single(log.Warnings), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Open_AnyByteBeforeTheLastWriteFlipped_IsRefused()
    {
        foreach (var (at, flip) in Flips(_acknowledged[^5].Length, LastWrite))
        {
            var bytes = Log;
            bytes[at] ^= flip;
            var disk = SimulatedDisk.With([(File, bytes)]);

            var refusal = await Assert.ThrowsAsync<RequestStoreException>(() => SimulatedStore.OpenAsync(disk));

            Assert.Contains($"{File} is damaged at position", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(bytes, disk.Read(File));
        }
    }

    [Fact]
    public async Task Open_AfterACut_GoesOnFromThere()
    {
        var disk = SimulatedDisk.With([(File, Log[..^1])]);
        NewRequest added;
        await using (var store = await SimulatedStore.OpenAsync(disk))
        {
            added = await store.AddAsync(Requests.New("a new argument", key: "last"));
        }

        var log = new LogCollector();
        await using var again = await SimulatedStore.OpenAsync(disk, log: log);
        Assert.Empty(log.Warnings);
        Assert.Equal(added, (await again.FindAsync(added.Id)).Request);
        Assert.Equal(_acknowledged[^2].Requests.Count + 1, (await again.ReadAllAsync()).Count);
    }

    [Fact]
    public async Task Open_EndOfAnOlderFileDamaged_IsRefused()
    {
        var disk = new SimulatedDisk();
        await using (var store = await SimulatedStore.OpenAsync(disk, segmentBytes: 4096))
        {
            for (var i = 0; i < 100; i++)
            {
                await store.AddAsync();
            }
        }

        Assert.True(disk.Names.Count > 2, "The log has not several files.");
        foreach (var cut in (int[])[1, 20, 2000])
        {
            var files = disk.Names.Select(name => (name, name == disk.Names[^2] ? disk.Read(name)[..^cut] : disk.Read(name)));

            var refusal = await Assert.ThrowsAsync<RequestStoreException>(() => SimulatedStore.OpenAsync(SimulatedDisk.With(files), segmentBytes: 4096));

            Assert.Contains($"{disk.Names[^2]} is damaged at position", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, "damaged")]
    [InlineData(8, "version")]
    public async Task Open_OtherHeader_IsRefused(int at, string reason)
    {
        var bytes = Log;
        bytes[at]++;
        if (at == 8)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(16), Checksum.Of(bytes.AsSpan(0, 16)));
        }

        var refusal = await Assert.ThrowsAsync<RequestStoreException>(() => SimulatedStore.OpenAsync(SimulatedDisk.With([(File, bytes)])));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(int At, byte Flip)> Flips(int start, int end) =>
        from at in Enumerable.Range(start, end - start)
        from flip in (byte[])[0x01, 0x80, 0xFF]
        select (at, flip);

    private static void AssertSaid(LogCollector log, int length, int whole)
    {
        // A mark alone is whole too, and means nothing.
        var mark = whole + RecordFrame.Size + Heads.Mark.Length;
        var end = length < mark ? whole : mark;
        if (length == end)
        {
            Assert.Empty(log.Warnings);
        }
        else
        {
            Assert.Contains($"{File} was not written to its end: it is cut at position {end}, {length - end} bytes are lost", Assert.Single(log.Warnings), StringComparison.Ordinal);
        }
    }

    private async Task AddAllKindsAsync(FileRequestStore store, int i)
    {
        var request = await store.AddAsync(Requests.New($"argument {i}", second: i, key: $"key {i}", callback: "http://127.0.0.1/done"));
        await AcknowledgedAsync(store);
        Assert.True(await store.StartAttemptAsync(request.Id, 1, Requests.At(i), CancellationToken.None));
        await AcknowledgedAsync(store);
        Assert.True(await store.CancelAsync(request.Id, CancellationToken.None));
        await AcknowledgedAsync(store);
        Assert.True(await store.FinishAsync(request.Id, Requests.Failure(RequestStatus.DeadLetter), CancellationToken.None));
        await AcknowledgedAsync(store);
        Assert.NotNull(await store.ReplayAsync(request.Id, Requests.At(99), CancellationToken.None));
        await AcknowledgedAsync(store);
        Assert.True(await store.FinishAsync(request.Id, Requests.Answer($"answer {i}"), CancellationToken.None));
        await AcknowledgedAsync(store);
        Assert.True(await store.RecordCallbackAsync(request.Id, CallbackState.Delivered, 1, CancellationToken.None));
        await AcknowledgedAsync(store);
        if (i % 2 == 0)
        {
            Assert.True(await store.DropAsync(request.Id, CancellationToken.None));
            await AcknowledgedAsync(store);
        }
    }

    private async Task AcknowledgedAsync(FileRequestStore store) => _acknowledged.Add((Log.Length, await store.ReadAllAsync()));
}
