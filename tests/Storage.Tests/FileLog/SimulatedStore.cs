namespace OrleansDrpc.Storage.Tests;

/// <summary>Opens file logs on simulated disks.</summary>
internal static class SimulatedStore
{
    public static async Task<FileRequestStore> OpenAsync(SimulatedDisk disk, long segmentBytes = 1 << 20, LogCollector? log = null)
    {
        var options = new FileRequestStoreOptions { Directory = "/simulated", SegmentBytes = segmentBytes, GarbageShare = 0.2 };
        var store = new FileRequestStore(options, log ?? new LogCollector(), disk.Mount());
        try
        {
            await store.OpenAsync(OwnerId.New(), TimeSpan.FromMinutes(1), CancellationToken.None).Within("the log to be recovered");
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every request with all that is kept of it, by id.</summary>
    public static async Task<Dictionary<RequestId, StoredRequest>> ReadAllAsync(this IRequestStore store)
    {
        var all = await store.ListAsync(new RequestFilter(Limit: int.MaxValue), CancellationToken.None).Within("a list of all requests");
        Dictionary<RequestId, StoredRequest> whole = [];
        foreach (var request in all)
        {
            whole.Add(request.Request.Id, await store.FindAsync(request.Request.Id));
        }

        return whole;
    }

    public static void AssertSame(IReadOnlyDictionary<RequestId, StoredRequest> expected, IReadOnlyDictionary<RequestId, StoredRequest> actual)
    {
        Assert.Equal(expected.Keys.ToHashSet(), actual.Keys.ToHashSet());
        Assert.All(expected, pair => Requests.AssertSame(pair.Value, actual[pair.Key]));
    }
}
