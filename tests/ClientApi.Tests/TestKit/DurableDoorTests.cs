namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Tests of one front door that keeps its requests in a folder of its own.</summary>
/// <param name="settings">Its settings besides.</param>
public abstract class DurableDoorTests(params (string Key, string Value)[] settings) : IAsyncLifetime
{
    private FrontDoor? _door;

    protected FrontDoor Door => _door!;

    private protected TempFolder Folder { get; } = new();

    public async ValueTask InitializeAsync() => _door = await DurableDoor.StartAsync(Folder, settings);

    public async ValueTask DisposeAsync()
    {
        await Door.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
