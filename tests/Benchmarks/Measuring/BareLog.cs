using System.Threading.Channels;

namespace OrleansDrpc.Benchmarks;

/// <summary>
/// The least that a log on this disk can be: callers hand over bytes, and whatever has come together while the disk was busy is one write and
/// one flush.
/// </summary>
internal sealed class BareLog : IAsyncDisposable
{
    private readonly Channel<TaskCompletionSource> _appends = Channel.CreateUnbounded<TaskCompletionSource>(new UnboundedChannelOptions { SingleReader = true });
    private readonly byte[] _record;
    private readonly FileStream _file;
    private readonly Task _writing;

    public BareLog(string directory, int recordBytes)
    {
        _record = new byte[recordBytes];
        _file = new FileStream(Path.Combine(directory, "bare.log"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        _writing = WriteAsync();
    }

    public Task AppendAsync()
    {
        var append = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _appends.Writer.TryWrite(append);
        return append.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _appends.Writer.Complete();
        await _writing;
        await _file.DisposeAsync();
    }

    private async Task WriteAsync()
    {
        var together = new List<TaskCompletionSource>();
        var bytes = new MemoryStream();
        await foreach (var first in _appends.Reader.ReadAllAsync())
        {
            together.Add(first);
            while (_appends.Reader.TryRead(out var next))
            {
                together.Add(next);
            }

            together.ForEach(_ => bytes.Write(_record));
            await _file.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
            _file.Flush(flushToDisk: true);
            together.ForEach(append => append.SetResult());
            together.Clear();
            bytes.SetLength(0);
        }
    }
}
