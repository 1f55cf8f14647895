using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansDrpc.Storage.Tests;

/// <summary>Disks that are full or fail.</summary>
public sealed class DiskFailureTests
{
    private readonly SimulatedDisk _disk = new();

    [Fact]
    public async Task Add_DiskFull_IsRefusedAndForgotten()
    {
        await using var store = await SimulatedStore.OpenAsync(_disk);
        var before = await store.AddAsync();
        var refused = Requests.New("refused", key: "key");
        FailAt(DiskStep.Write);

        var failure = await Assert.ThrowsAsync<RequestStoreException>(() => store.AddAsync(refused, CancellationToken.None));
        Assert.Contains("nothing was recorded", failure.Message, StringComparison.Ordinal);
        Assert.Contains("No space left", failure.Message, StringComparison.Ordinal);
        Assert.Null(await store.GetAsync(refused.Id, CancellationToken.None));

        _disk.Before = null;
        var after = await store.AddAsync(Requests.New("after", second: 1, key: "key"));
        Assert.Equal([after.Id, before.Id], await store.ListIdsAsync(new RequestFilter()));
        await AssertKeptAsync(before.Id, after.Id);
    }

    [Fact]
    public async Task Open_DirectoryThatIsAFile_SaysWhichAndWhatToDo()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "");
        await using var store = new FileRequestStore(new FileRequestStoreOptions { Directory = file }, NullLogger<FileRequestStore>.Instance);

        var refusal = await Assert.ThrowsAsync<RequestStoreException>(() => store.OpenAsync(OwnerId.New(), TimeSpan.FromMinutes(1), CancellationToken.None));

        Assert.StartsWith($"The directory {file} of durable requests cannot be made; name one that can.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finish_DiskFull_StaysOpen()
    {
        await using var store = await SimulatedStore.OpenAsync(_disk);
        var request = await store.AddAsync();
        FailAt(DiskStep.Write);

        await Assert.ThrowsAsync<RequestStoreException>(() => store.FinishAsync(request.Id, Requests.Answer("lost"), CancellationToken.None));

        _disk.Before = null;
        Assert.Equal(RequestStatus.Open, (await store.FindAsync(request.Id)).Status);
        Assert.True(await store.FinishAsync(request.Id, Requests.Answer("kept"), CancellationToken.None));
        Assert.Equal("kept", (await store.FindAsync(request.Id)).Outcome!.Answer);
    }

    [Fact]
    public async Task Add_NoRoomForTheNextFile_IsRefusedUntilThereIs()
    {
        await using var store = await SimulatedStore.OpenAsync(_disk, segmentBytes: 4096);
        await store.AddAsync(Requests.New(new string('x', 5000)));
        FailAt(DiskStep.Create);

        await Assert.ThrowsAsync<RequestStoreException>(() => store.AddAsync(Requests.New(), CancellationToken.None));

        _disk.Before = null;
        await store.AddAsync();
    }

    [Fact]
    public async Task Add_FlushFails_RefusesEverythingFromThenOn()
    {
        var log = new LogCollector();
        var store = await SimulatedStore.OpenAsync(_disk, log: log);
        var before = await store.AddAsync();
        FailAt(DiskStep.Flush);

        await Assert.ThrowsAsync<RequestStoreException>(() => store.AddAsync(Requests.New(), CancellationToken.None));
        _disk.Before = null;

        foreach (var call in (Func<Task>[])
        [
            () => store.AddAsync(Requests.New(), CancellationToken.None),
            () => store.GetAsync(before.Id, CancellationToken.None),
            () => store.ListAsync(new RequestFilter(), CancellationToken.None),
            () => store.RenewAsync(CancellationToken.None),
            () => store.FinishAsync(before.Id, Requests.Answer(), CancellationToken.None),
        ])
        {
            var refusal = await Assert.ThrowsAsync<RequestStoreException>(call);
            Assert.Contains("/simulated could not be brought to the disk", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("start again", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Contains(log.Warnings, line => line.Contains("everything is refused", StringComparison.Ordinal));
        await store.DisposeAsync();
        await using var again = await SimulatedStore.OpenAsync(_disk);
        Assert.Equal(before, (await again.FindAsync(before.Id)).Request);
    }

    [Fact]
    public async Task TakeOver_OneCannotBeRead_TheOthersAreHandedOut()
    {
        const string Callback = "http://127.0.0.1/done";
        NewRequest unreadable, readable, open;
        await using (var store = await SimulatedStore.OpenAsync(_disk))
        {
            unreadable = await store.AddEndedAsync(Requests.Answer(), Requests.New("damaged", callback: Callback));
            readable = await store.AddEndedAsync(Requests.Answer(), Requests.New(second: 1, callback: Callback));
            open = await store.AddAsync(Requests.New(second: 2));
        }

        var log = new LogCollector();
        await using var again = await SimulatedStore.OpenAsync(_disk, log: log);
        var file = _disk.Find(Assert.Single(_disk.Names));
        file.Content[file.Content.AsSpan().IndexOf("damaged"u8)]++;

        var taken = await again.TakeOverAsync(10, CancellationToken.None);

        Assert.Equal([readable.Id, open.Id], taken.Select(request => request.Request.Id));
        Assert.Contains(unreadable.Id.ToString(), Assert.Single(log.Warnings), StringComparison.Ordinal);
        Assert.Empty(await again.TakeOverAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task Add_FullDiskCannotBeCut_RefusesEverythingFromThenOn()
    {
        await using var store = await SimulatedStore.OpenAsync(_disk);
        _disk.Before = (step, _) => Fail(step is DiskStep.Write or DiskStep.Truncate);

        await Assert.ThrowsAsync<RequestStoreException>(() => store.AddAsync(Requests.New(), CancellationToken.None));
        _disk.Before = null;

        await Assert.ThrowsAsync<RequestStoreException>(() => store.AddAsync(Requests.New(), CancellationToken.None));
    }

    private void FailAt(DiskStep failing) => _disk.Before = (step, _) => Fail(step == failing);

    private static void Fail(bool now)
    {
        if (now)
        {
            throw new IOException("No space left on device.");
        }
    }

    private async Task AssertKeptAsync(params RequestId[] expected)
    {
        await using var again = await SimulatedStore.OpenAsync(SimulatedDisk.With(_disk.Names.Select(name => (name, _disk.Read(name)))));
        Assert.Equal(expected.ToHashSet(), (await again.ListIdsAsync(new RequestFilter())).ToHashSet());
    }
}
