using Microsoft.Extensions.Logging;

namespace OrleansDrpc.Storage;

/// <summary>
/// Keeps durable requests in files of this machine: an append-only log in a directory that one front door at a time uses. Many callers share one
/// write and one flush. Memory holds open requests, and a small entry for each ended one. When it is opened, the one that had it before is dead,
/// so everything that was open waits to be taken over at once; a lease never runs out.
/// </summary>
internal sealed partial class FileRequestStore(FileRequestStoreOptions options, ILogger<FileRequestStore> log, ILogFiles? files = null) : IRequestStore
{
    private readonly ILogFiles _files = files ?? new DiskFiles(options.Directory);
    private SegmentSet? _segments;
    private LogState _state = null!;
    private LogWriter? _writer;
    private Compactor? _compactor;

    private LogWriter Writer => _writer ?? throw new RequestStoreException("The store of durable requests is not open.");

    public async Task OpenAsync(OwnerId owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        options.Validate();
        _files.Lock();
        (_segments, _state) = await Task.Run(() => new LogRecovery(_files, log).Run(cancellationToken), cancellationToken);
        _writer = new LogWriter(_files, _segments, _state, options.SegmentBytes, log);
        _compactor = new Compactor(_files, _segments, _state, _writer, options, log);
        _writer.Written = () => _compactor.Consider();
        _writer.Start();
        await _writer.MaintainAsync(_compactor.Consider);
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await _compactor!.DisposeAsync();
            await _writer.DisposeAsync();
            _segments!.Dispose();
            _writer = null;
        }

        _files.Dispose();
    }
}
