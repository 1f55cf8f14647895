using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansDrpc.Storage.Tests;

/// <summary>The file log does what every store must do.</summary>
public sealed class FileRequestStoreTests : RequestStoreContract
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<IRequestStore, KillableFiles> _files = [];

    private protected override bool IsShared => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private protected override IRequestStore Create()
    {
        // Small segments and little tolerance for garbage, so that everything happens at once.
        var options = new FileRequestStoreOptions { Directory = _folder.Path, SegmentBytes = 1 << 16, GarbageShare = 0.2 };
        var files = new KillableFiles(_folder.Path);
        var store = new FileRequestStore(options, NullLogger<FileRequestStore>.Instance, files);
        _files.Add(store, files);
        return store;
    }

    private protected override ValueTask KillAsync(IRequestStore store)
    {
        _files[store].Kill();
        return ValueTask.CompletedTask;
    }
}
