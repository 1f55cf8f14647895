using System.Threading.Channels;

namespace OrleansDrpc.Storage;

/// <summary>Writes what many callers bring at the same time in few transactions: while some are under way, the next callers gather. Thread-safe.</summary>
internal sealed class GroupCommit<TItem> : IAsyncDisposable
{
    private const int MaxItems = 500;
    private const int MaxBytes = 4 << 20;

    // One transaction waits for the disk while the other one gathers and computes.
    private const int Writers = 2;

    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>();
    private readonly Func<IReadOnlyList<TItem>, Task<IReadOnlyList<bool>>> _write;
    private readonly Func<TItem, int> _sizeOf;
    private readonly PostgresDatabase _database;
    private readonly TimeProvider _time;
    private readonly Task[] _writers;

    /// <param name="write">Writes items in one transaction; says of each, in order, whether it was carried out.</param>
    /// <param name="sizeOf">About how many bytes an item has.</param>
    /// <param name="database">Where it writes to.</param>
    /// <param name="time">The clock of waits.</param>
    public GroupCommit(
        Func<IReadOnlyList<TItem>, Task<IReadOnlyList<bool>>> write, Func<TItem, int> sizeOf, PostgresDatabase database, TimeProvider time)
    {
        (_write, _sizeOf, _database, _time) = (write, sizeOf, database, time);
        _writers = [.. Enumerable.Range(0, Writers).Select(_ => Task.Run(RunAsync))];
    }

    /// <summary>Writes an item together with others. Cancelled only before its transaction begins, so that the caller knows what became of it.</summary>
    /// <returns>False: it was not carried out, because of what the database has.</returns>
    /// <exception cref="RequestStoreException">It was not written, or, where the connection broke, that is not known.</exception>
    public async Task<bool> WriteAsync(TItem item, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = new Entry(item);
        ObjectDisposedException.ThrowIf(!_entries.Writer.TryWrite(entry), this);
        try
        {
            return await entry.Result.WaitAsync(_database.Limit, _time, cancellationToken);
        }
        catch (TimeoutException) when (entry.TryWithdraw())
        {
            throw new RequestStoreException($"{_database.Name} did not get to this within {_database.Limit.TotalSeconds} s, because too much "
                + "waits before it. Nothing was recorded; try again later, or give the database more capacity.");
        }
        catch (OperationCanceledException) when (entry.TryWithdraw())
        {
            throw;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return await entry.Result;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await Task.WhenAll(_writers);
    }

    private async Task RunAsync()
    {
        while (await _entries.Reader.WaitToReadAsync())
        {
            var entries = Gather();
            if (entries.Count > 0)
            {
                await WriteGroupAsync(entries);
            }
        }
    }

    private List<Entry> Gather()
    {
        List<Entry> entries = [];
        for (var bytes = 0; bytes < MaxBytes && entries.Count < MaxItems && _entries.Reader.TryRead(out var entry);)
        {
            if (entry.TryTake())
            {
                entries.Add(entry);
                bytes += _sizeOf(entry.Item);
            }
        }

        return entries;
    }

    private async Task WriteGroupAsync(List<Entry> entries)
    {
        try
        {
            var results = await _write([.. entries.Select(entry => entry.Item)]);
            for (var i = 0; i < entries.Count; i++)
            {
                entries[i].Succeed(results[i]);
            }
        }
        catch (RequestStoreException e) when (entries.Count > 1 && PostgresFailures.IsByContent(e))
        {
            // One of them cannot be written; the others must not suffer.
            foreach (var entry in entries)
            {
                await WriteGroupAsync([entry]);
            }
        }
        catch (Exception e)
        {
            entries.ForEach(entry => entry.Fail(e));
        }
    }

    private sealed class Entry(TItem item)
    {
        private const int Waiting = 0;
        private const int Taken = 1;
        private const int Withdrawn = 2;

        private readonly TaskCompletionSource<bool> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _state = Waiting;

        public TItem Item { get; } = item;

        public Task<bool> Result => _result.Task;

        public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

        public bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting;

        public void Succeed(bool result) => _result.TrySetResult(result);

        public void Fail(Exception exception) => _result.TrySetException(exception);
    }
}
