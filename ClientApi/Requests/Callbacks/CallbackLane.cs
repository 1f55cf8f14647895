namespace OrleansDrpc.ClientApi;

/// <summary>Deliveries that take turns: each when it is due, so many at once. Thread-safe.</summary>
internal sealed class CallbackLane(CallbackDelivery delivery, Action<OwedCallback> settled, TimeProvider time)
{
    /// <summary>How many deliveries of a lane are under way at once.</summary>
    public const int Places = 8;

    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _places = new(Places);
    private readonly PriorityQueue<OwedCallback, DateTimeOffset> _waiting = new();
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Has it tried as soon as its turn comes after a wait.</summary>
    public void Add(OwedCallback owed, TimeSpan wait)
    {
        lock (_lock)
        {
            _waiting.Enqueue(owed, time.GetUtcNow() + wait);
            _news.TrySetResult();
        }
    }

    /// <summary>Forgets those that were dropped.</summary>
    public void DiscardDropped()
    {
        lock (_lock)
        {
            var live = _waiting.UnorderedItems.Where(one => !one.Element.IsDropped).ToArray();
            _waiting.Clear();
            _waiting.EnqueueRange(live);
        }
    }

    /// <summary>Delivers until the token fires.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _places.WaitAsync(cancellationToken);
            _ = TryAsync(await NextAsync(cancellationToken));
        }
    }

    private async Task<OwedCallback> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TakeDue(out var wait, out var news) is { } due)
            {
                return due;
            }

            try
            {
                await news.WaitAsync(wait, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // One is due, or it is time to look.
            }
        }
    }

    /// <returns>Null: none is due.</returns>
    private OwedCallback? TakeDue(out TimeSpan wait, out Task news)
    {
        lock (_lock)
        {
            (wait, news) = (LongestLook, Task.CompletedTask);
            if (_waiting.TryPeek(out var first, out var due))
            {
                wait = due - time.GetUtcNow();
                if (wait <= TimeSpan.Zero)
                {
                    _waiting.Dequeue();
                    return first;
                }
            }

            wait = wait < LongestLook ? wait : LongestLook;
            if (_news.Task.IsCompleted)
            {
                _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            news = _news.Task;
            return null;
        }
    }

    private async Task TryAsync(OwedCallback owed)
    {
        try
        {
            if (await delivery.TryAsync(owed) is { } wait)
            {
                Add(owed, wait);
            }
            else
            {
                settled(owed);
            }
        }
        finally
        {
            _places.Release();
        }
    }
}
