using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansDrpc.ClientApi;
using OrleansDrpc.Storage;
using OrleansDrpc.Storage.Tests;

namespace OrleansDrpc.Benchmarks;

/// <summary>
/// Submits of durable requests, each answered when it is on the disk, against what the disk, or the database, does at best for the same bytes
/// and as many callers: once at the store, and once at a front door, against a bare endpoint of the same server that does no more than to
/// append, or insert. The requests wait for their turn meanwhile, so that submits are measured and not executions.
/// </summary>
internal static class Durable
{
    private const int Callers = 64;
    private const int RecordBytes = 66; // what a submit of "hello" takes in the log
    private const int RowBytes = 150; // and about in the database
    private const double Least = 0.5;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);
    private static readonly byte[] Accepted = new byte[300]; // about what a submit is answered

    private static readonly DrpcFunction<string, string> Waits =
        DrpcFunction.Named("waits").Takes<string>().Stage<string>(static async (_, _, token) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token)).Returns();

    public static async Task<IReadOnlyList<Row>> RunAsync() => [.. await FilesAsync(), .. await PostgresAsync()];

    private static async Task<IReadOnlyList<Row>> FilesAsync()
    {
        using var folder = new TempFolder();
        await using var bare = new BareLog(folder.Path, RecordBytes);
        string Directory(string name) => Path.Combine(folder.Path, name);
        return
        [
            await StoreAsync(
                "store-files", new FileRequestStore(new FileRequestStoreOptions { Directory = Directory("store") }, NullLogger<FileRequestStore>.Instance), bare.AppendAsync),
            await FrontDoorAsync("submit-files", bare.AppendAsync, ("Store", "File"), ("Directory", Directory("front-door"))),
        ];
    }

    private static async Task<IReadOnlyList<Row>> PostgresAsync()
    {
        if (!PostgresServer.IsInstalled)
        {
            Console.WriteLine($"PostgreSQL is not measured: {PostgresServer.Missing}");
            return [];
        }

        await using var server = await PostgresServer.StartNewAsync();
        var database = await server.CreateDatabaseAsync();
        await using var bare = await BareTable.CreateAsync(database, Callers, RowBytes);
        var options = new PostgresRequestStoreOptions { ConnectionString = database, Schema = "store" };
        return
        [
            await StoreAsync(
                "store-postgres", new PostgresRequestStore(options, TimeProvider.System, NullLogger<PostgresRequestStore>.Instance), bare.InsertAsync),
            await FrontDoorAsync("submit-postgres", bare.InsertAsync, ("Store", "Postgres"), ("ConnectionString", database)),
        ];
    }

    private static async Task<Row> StoreAsync(string name, IRequestStore store, Func<Task> bare)
    {
        await using var _ = store;
        await store.OpenAsync(OwnerId.New(), Lease, CancellationToken.None);
        var (rate, reference) = await Median.OfPairsAsync(
            5,
            () => Load.RateAsync(Callers, Duration, _ => store.AddAsync(Hello(), CancellationToken.None)),
            () => Load.RateAsync(Callers, Duration, _ => bare()));
        return Row.AtLeast(name, rate, "submits/s", reference, Least);
    }

    private static NewRequest Hello()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new NewRequest(RequestId.New(), "waits", "hello", now, now.AddYears(1));
    }

    private static async Task<Row> FrontDoorAsync(string name, Func<Task> bare, params (string, string)[] store)
    {
        await using var app = FrontDoor.Build(drpc => drpc.AddFunction(Waits), [.. store, ("MaxRunning", "1"), ("MaxOpen", "10000000"), ("MaxOpenBytes", $"{1L << 40}")]);
        app.MapPost("/bare", context => AppendAsync(context, bare));
        await app.StartFrontDoorAsync(CancellationToken.None);
        var server = app.Services.GetRequiredService<ListenSockets>().Http!.EndPoint;
        var submits = await PostConnection.OpenAsync(server, "/v1/functions/waits/submit", Callers);
        var appends = await PostConnection.OpenAsync(server, "/bare", Callers);
        var (rate, reference) = await Median.OfPairsAsync(
            5,
            () => Load.RateAsync(Callers, Duration, caller => submits[caller].CallAsync()),
            () => Load.RateAsync(Callers, Duration, caller => appends[caller].CallAsync()));
        Array.ForEach(submits, connection => connection.Dispose());
        Array.ForEach(appends, connection => connection.Dispose());
        await app.StopAsync();
        return Row.AtLeast(name, rate, "submits/s", reference, Least);
    }

    private static async Task AppendAsync(HttpContext context, Func<Task> bare)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        await bare();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentLength = Accepted.Length;
        await context.Response.Body.WriteAsync(Accepted);
    }
}
