namespace OrleansDrpc.Interop.Tests;

/// <summary>Front doors that tests share, started when the first asks. Processes take processors: one test at a time.</summary>
[CollectionDefinition(Name)]
public sealed class FrontDoors : ICollectionFixture<FrontDoors>, IAsyncDisposable
{
    public const string Name = "front doors";

    /// <summary>A function that is known but that nobody serves.</summary>
    private static readonly string[] Nobody = ["--known-functions", "nobody"];

    private readonly Lazy<Task<ThriftDoor>> _usual = new(() => ThriftDoor.StartAsync());
    private readonly Lazy<Task<ThriftDoor>> _impatient = new(() => ThriftDoor.StartAsync([.. Nobody, "--request-timeout", "1"]));

    internal Task<ThriftDoor> UsualAsync() => _usual.Value;

    /// <summary>One whose requests have a second.</summary>
    internal Task<ThriftDoor> ImpatientAsync() => _impatient.Value;

    /// <summary>One of the caller's own, to be stopped: it gives running requests a second.</summary>
    internal static Task<ThriftDoor> StoppableAsync() => ThriftDoor.StartAsync([.. Nobody, "--drain-timeout", "1"]);

    public async ValueTask DisposeAsync()
    {
        foreach (var door in new[] { _usual, _impatient }.Where(door => door is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            await (await door.Value).DisposeAsync();
        }
    }
}
