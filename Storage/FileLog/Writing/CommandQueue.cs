namespace OrleansDrpc.Storage;

/// <summary>Commands that wait for the writer's thread. Thread-safe.</summary>
internal sealed class CommandQueue
{
    private const int BatchBytes = 4 << 20;
    private readonly object _gate = new();
    private readonly Queue<LogCommand> _commands = new();
    private readonly Queue<Action> _maintenance = new();
    private bool _isClosed;

    /// <returns>False: it was closed.</returns>
    public bool TryAdd(LogCommand command) => TryAdd(_commands, command);

    /// <summary>Adds work that is done between writes.</summary>
    /// <returns>False: it was closed.</returns>
    public bool TryAdd(Action maintenance) => TryAdd(_maintenance, maintenance);

    /// <summary>Takes no more; what is there is still done.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for commands that may be written at once, or for one piece of maintenance.</summary>
    /// <param name="batch">Where to put commands.</param>
    /// <param name="maintenance">The maintenance, where there is some.</param>
    /// <returns>False: it was closed, and everything is done.</returns>
    public bool Take(List<LogCommand> batch, out Action? maintenance)
    {
        lock (_gate)
        {
            while (_commands.Count == 0 && _maintenance.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            for (long bytes = 0; bytes < BatchBytes && _commands.TryDequeue(out var command); bytes += command.Bytes)
            {
                batch.Add(command);
            }

            return _maintenance.TryDequeue(out maintenance) || batch.Count > 0;
        }
    }

    private bool TryAdd<T>(Queue<T> queue, T item)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            queue.Enqueue(item);
            Monitor.Pulse(_gate);
            return true;
        }
    }
}
