using System.Collections.Concurrent;

namespace OrleansDrpc.Storage.Tests;

/// <summary>On servers of their own, because they end them.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private PostgresServer _server = null!;
    private string _database = "";
    private PostgresRequestStore? _store;

    private PostgresRequestStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        _server = await PostgresServer.StartNewAsync();
        _database = await _server.CreateDatabaseAsync();
        _store = await Stores.OpenAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task ServerStopped_CallsAreRefusedUntilItIsBack()
    {
        var before = await Store.AddAsync();
        await _server.StopAsync();

        foreach (var call in EachCall(before.Id))
        {
            var refusal = await Stores.RefusedAsync(call);
            Assert.Contains($"PostgreSQL at 127.0.0.1:{_server.Port}", refusal.Message, StringComparison.Ordinal);
        }

        var last = await Stores.RefusedAsync(() => Store.AddAsync(Requests.New(), CancellationToken.None));
        Assert.Contains("cannot be reached", last.Message, StringComparison.Ordinal);
        Assert.Contains("Check that the server runs", last.Message, StringComparison.Ordinal);

        await _server.StartAsync();
        await Store.AddAsync();
        Assert.Equal(before.Id, (await Store.FindAsync(before.Id)).Request.Id);
        Assert.True((await Store.RenewAsync(CancellationToken.None)).StillOwned);
        Assert.True(await Store.FinishAsync(before.Id, Requests.Answer(), CancellationToken.None));
    }

    [Fact]
    public async Task CommandTimeoutZero_HasNoLimit()
    {
        await using var store = await Stores.OpenAsync($"{_database};Command Timeout=0");

        var request = await store.AddEndedAsync(Requests.Answer());

        Assert.Equal("a!", (await store.FindAsync(request.Id)).Outcome!.Answer);
    }

    [Fact]
    public async Task ServerRestartedBetweenCalls_ReadsDoNotNotice()
    {
        var request = await Store.AddAsync();
        await _server.StopAsync();
        await _server.StartAsync();

        Assert.Equal(request.Id, (await Store.FindAsync(request.Id)).Request.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ServerEndsUnderLoad_NothingAcknowledgedIsLost(bool killed)
    {
        ConcurrentDictionary<RequestId, bool> acknowledged = new();
        var (refused, rounds) = (0, killed ? 3 : 1);
        using var stop = new CancellationTokenSource();
        var submitters = Enumerable.Range(0, 32).Select(_ => Task.Run(SubmitAsync)).ToList();
        for (var round = 1; round <= rounds; round++)
        {
            await UntilAsync(() => acknowledged.Count >= 300 * round, "submits before the end of the server");
            var refusedBefore = Volatile.Read(ref refused);
            await (killed ? _server.KillAsync() : _server.StopAsync());
            await UntilAsync(() => Volatile.Read(ref refused) > refusedBefore, "a refusal");
            await _server.StartAsync();
        }

        var atStart = acknowledged.Count;
        await UntilAsync(() => acknowledged.Count > atStart + 300, "submits after the return of the server");
        await stop.CancelAsync();
        await Task.WhenAll(submitters).Within("the submitters");

        var found = await PostgresServer.ScalarAsync<Guid[]>(_database, "SELECT ARRAY(SELECT id FROM drpc.requests)");
        Assert.Empty(acknowledged.Keys.Select(id => id.Value).Except(found));

        async Task SubmitAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                var request = Requests.New();
                try
                {
                    await Store.AddAsync(request, CancellationToken.None);
                    acknowledged[request.Id] = true;
                }
                catch (RequestStoreException)
                {
                    Interlocked.Increment(ref refused);
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                }
            }
        }
    }

    [Fact]
    public async Task ServerFrozen_CallsAreRefusedInTimeAndNothingIsLeftUnowned()
    {
        await Store.AddAsync();
        await _server.FreezeAsync();
        var uncertain = Requests.New("uncertain");

        var refusals = await Task.WhenAll(
            Stores.RefusedAsync(() => Store.AddAsync(uncertain, CancellationToken.None)),
            Stores.RefusedAsync(() => Store.RenewAsync(CancellationToken.None)),
            Stores.RefusedAsync(() => Store.GetAsync(uncertain.Id, CancellationToken.None))).Within("3 calls to be refused");

        Assert.All(refusals, refusal => Assert.Contains("did not answer in time", refusal.Message, StringComparison.Ordinal));
        await _server.ResumeAsync();

        // The server may come to the statement now. Then the request is handed out, for nobody here knows that it is there.
        await UntilAsync(async () => await TryRenewAsync(), "a renewal");
        if (await Store.GetAsync(uncertain.Id, CancellationToken.None) is not null)
        {
            List<RequestId> taken = [];
            await UntilAsync(
                async () =>
                {
                    await Store.RenewAsync(CancellationToken.None);
                    taken.AddRange((await Store.TakeOverAsync(10, CancellationToken.None)).Select(request => request.Request.Id));
                    return taken.Count > 0;
                },
                "the request that was not acknowledged");
            Assert.Equal([uncertain.Id], taken);
            await Store.RenewAsync(CancellationToken.None);
            Assert.True(await Store.FinishAsync(uncertain.Id, Requests.Answer(), CancellationToken.None));
        }

        async Task<bool> TryRenewAsync()
        {
            try
            {
                return (await Store.RenewAsync(CancellationToken.None)).StillOwned;
            }
            catch (RequestStoreException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Open_ServerStillStarting_WaitsForIt()
    {
        await _server.StopAsync();
        await using var store = Stores.New(_database, startLimit: Waits.Limit);

        var opening = store.OpenAsync(OwnerId.New(), TimeSpan.FromMinutes(5), CancellationToken.None);
        await _server.StartAsync();

        await opening.Within("the store to open");
        await store.AddAsync();
    }

    [Fact]
    public async Task Open_ServerStaysAway_GivesUpAfterTheLimit()
    {
        await _server.StopAsync();
        await using var store = Stores.New(_database, startLimit: TimeSpan.FromSeconds(1));

        var refusal = await Stores.RefusedAsync(() => store.OpenAsync(OwnerId.New(), TimeSpan.FromMinutes(5), CancellationToken.None));

        Assert.Contains("cannot be reached", refusal.Message, StringComparison.Ordinal);
    }

    private List<Func<Task>> EachCall(RequestId id) =>
    [
        () => Store.AddAsync(Requests.New(), CancellationToken.None),
        () => Store.GetAsync(id, CancellationToken.None),
        () => Store.ListAsync(new RequestFilter(), CancellationToken.None),
        () => Store.StartAttemptAsync(id, 1, Requests.At(1), CancellationToken.None),
        () => Store.FailAttemptAsync(id, new AttemptRecord(1, Requests.At(1), Requests.At(2), null), CancellationToken.None),
        () => Store.FinishAsync(id, Requests.Answer(), CancellationToken.None),
        () => Store.CancelAsync(id, CancellationToken.None),
        () => Store.RenewAsync(CancellationToken.None),
        () => Store.TakeOverAsync(10, CancellationToken.None),
        () => Store.RecordCallbackAsync(id, CallbackState.Delivered, 1, CancellationToken.None),
        () => Store.ReplayAsync(id, Requests.At(1), CancellationToken.None),
        () => Store.DropAsync(id, CancellationToken.None),
        () => Store.PurgeAsync(Requests.At(1), CancellationToken.None),
        () => Store.ReleaseAsync(CancellationToken.None),
    ];

    private static Task UntilAsync(Func<bool> isSo, string what) => UntilAsync(() => Task.FromResult(isSo()), what);

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Waits.Limit, $"Waited {Waits.Limit.TotalSeconds} s for {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
