namespace OrleansDrpc.ClientApi.Tests;

/// <summary>One front door for all tests that leave it as it is.</summary>
public sealed class SharedFrontDoor : IAsyncLifetime
{
    public FrontDoor Door { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Door = await FrontDoor.StartAsync();

    public ValueTask DisposeAsync() => Door.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class SharedFrontDoorTests : ICollectionFixture<SharedFrontDoor>
{
    public const string Name = "shared front door";
}
