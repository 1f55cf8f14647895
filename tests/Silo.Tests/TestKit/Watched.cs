namespace OrleansDrpc.Hosting.Tests;

/// <summary>State that several threads change, and that tests wait for.</summary>
internal sealed class Watched
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next change.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Task;
            }
        }
    }

    public T Read<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }

    public void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            change();
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }

    public async Task Until(Func<bool> isSo, string what)
    {
        while (true)
        {
            var changed = Changed;
            if (Read(isSo))
            {
                return;
            }

            await changed.Within(what);
        }
    }
}
