namespace OrleansDrpc.ClientApi.Tests;

public sealed class KilledWithFilesTests : KilledFrontDoorTests, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override Task<string[]> StoreAsync() => Task.FromResult<string[]>(["--store", "file", "--store-directory", Path.Combine(_folder.Path, "requests")]);
}
