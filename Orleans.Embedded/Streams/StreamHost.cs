namespace OrleansDrpc.Embedded;

/// <summary>The grain's end of a stream: runs the iterator in turns of the activation that the first pull reached.</summary>
internal sealed class StreamHost<T>(StreamSource<T> source)
{
    private const int BatchSize = 100;

    private readonly CancellationTokenSource _canceled = new();
    private IAsyncEnumerator<T>? _items;
    private Task<bool>? _moving;
    private Exception? _failure;
    private bool _ended;

    internal GrainMethod Method => source.Method;

    internal Activation? Owner { get; private set; }

    internal ValueTask<StreamBatch<T>> PullAsync(Activation activation)
    {
        if (_items is null)
        {
            Owner = activation;
            source.CalleeToken = _canceled.Token;
            _items = source.Invoke(activation.GrainInstance!).GetAsyncEnumerator(_canceled.Token);
        }

        return _failure is null ? FillAsync(_items) : ValueTask.FromException<StreamBatch<T>>(_failure);
    }

    /// <summary>The caller has gone: the iterator's token fires, and the iterator is disposed when it has stopped moving.</summary>
    internal void End() => _ = EndAsync();

    private async Task EndAsync()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _canceled.Cancel();
        await ((Task?)_moving ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        await (_items?.DisposeAsync() ?? default);
    }

    private async ValueTask<StreamBatch<T>> FillAsync(IAsyncEnumerator<T> items)
    {
        var batch = new T[1];
        for (var count = 0; count < BatchSize; count++)
        {
            // A step that is under way is kept: the next pull, or the end, waits for it.
            _moving ??= items.MoveNextAsync().AsTask();
            if (!_moving.IsCompleted && count > 0)
            {
                return new StreamBatch<T>(batch, count, IsLast: false);
            }

            bool moved;
            try
            {
                moved = await _moving;
                _moving = null;
            }
            catch (Exception exception) when (count > 0)
            {
                // The items before it are handed out first.
                _failure = exception;
                return new StreamBatch<T>(batch, count, IsLast: false);
            }

            if (!moved || _ended)
            {
                await EndAsync();
                return new StreamBatch<T>(batch, count, IsLast: true);
            }

            if (count == batch.Length)
            {
                Array.Resize(ref batch, Math.Min(count * 4, BatchSize));
            }

            batch[count] = items.Current;
        }

        return new StreamBatch<T>(batch, BatchSize, IsLast: false);
    }
}
