using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansDrpc.Storage;
using OrleansDrpc.Storage.Tests;

namespace OrleansDrpc.Benchmarks;

/// <summary>
/// How long it takes from the opening of a store until its front door has all the open requests that a dead one has left, whose lease is over,
/// against a bare read of the same files, or rows. The dead one hands nothing over: its store is closed as a kill would close it.
/// </summary>
internal static class Recovery
{
    private const int Open = 100_000;
    private const int AtOnce = 1000;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<IReadOnlyList<Row>> RunAsync() => [await FilesAsync(), .. await PostgresAsync()];

    private static async Task<Row> FilesAsync()
    {
        using var folder = new TempFolder();
        IRequestStore New() => new FileRequestStore(new FileRequestStoreOptions { Directory = folder.Path }, NullLogger<FileRequestStore>.Instance);
        await FillAsync(New());
        var (recovery, reading) = await Median.OfPairsAsync(5, () => RecoverAsync(New), () => MillisecondsAsync(() => ReadFilesAsync(folder.Path)));
        return Row.Told("recovery-files", recovery, "ms", reading);
    }

    private static async Task<IReadOnlyList<Row>> PostgresAsync()
    {
        if (!PostgresServer.IsInstalled)
        {
            Console.WriteLine($"recovery-postgres is not measured: {PostgresServer.Missing}");
            return [];
        }

        await using var server = await PostgresServer.StartNewAsync();
        var database = await server.CreateDatabaseAsync();
        IRequestStore New() => new PostgresRequestStore(
            new PostgresRequestStoreOptions { ConnectionString = database }, TimeProvider.System, NullLogger<PostgresRequestStore>.Instance);
        await FillAsync(New());
        var (recovery, reading) = await Median.OfPairsAsync(
            3,
            async () =>
            {
                // As time and the database do by themselves: the leases are over, and 100,000 rows have been taken.
                await PostgresServer.ExecuteAsync(database, "UPDATE drpc.owners SET lease_until = now() WHERE lease_until > now()");
                await PostgresServer.ExecuteAsync(database, "VACUUM ANALYZE drpc.requests");
                return await RecoverAsync(New);
            },
            () => MillisecondsAsync(() => ReadRowsAsync(database)));
        return [Row.Told("recovery-postgres", recovery, "ms", reading)];
    }

    private static async Task FillAsync(IRequestStore store)
    {
        await using (store)
        {
            await store.OpenAsync(OwnerId.New(), Lease, CancellationToken.None);
            foreach (var some in Enumerable.Range(0, Open).Chunk(AtOnce))
            {
                await Task.WhenAll(some.Select(_ =>
                    store.AddAsync(new NewRequest(RequestId.New(), "exclaim", "hello", Now, Now.AddYears(1)), CancellationToken.None)));
            }
        }
    }

    private static async Task<double> RecoverAsync(Func<IRequestStore> create)
    {
        await using var store = create();
        return await MillisecondsAsync(async () =>
        {
            await store.OpenAsync(OwnerId.New(), Lease, CancellationToken.None);
            var taken = 0;
            while (await store.TakeOverAsync(AtOnce, CancellationToken.None) is { Count: > 0 } some)
            {
                taken += some.Count;
            }

            if (taken != Open)
            {
                throw new InvalidOperationException($"{taken} requests were recovered of {Open}.");
            }
        });
    }

    private static async Task ReadFilesAsync(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            await File.ReadAllBytesAsync(file);
        }
    }

    private static async Task ReadRowsAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var select = source.CreateCommand("SELECT id, function, argument, submitted, expires FROM drpc.requests");
        await using var rows = await select.ExecuteReaderAsync();
        var values = new object[5];
        while (await rows.ReadAsync())
        {
            rows.GetValues(values);
        }
    }

    private static async Task<double> MillisecondsAsync(Func<Task> work)
    {
        var started = TimeProvider.System.GetTimestamp();
        await work();
        return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
    }
}
