using Microsoft.Extensions.Logging;

namespace OrleansDrpc.Storage;

/// <summary>
/// The one thread that writes. It takes all commands that wait, checks them in order, writes their records at once, brings them to the disk, and
/// only then makes them the state and answers; meanwhile the next ones gather.
/// </summary>
internal sealed partial class LogWriter : IAsyncDisposable
{
    private readonly ILogFiles _files;
    private readonly SegmentSet _segments;
    private readonly LogState _state;
    private readonly long _segmentBytes;
    private readonly ILogger _log;
    private readonly CommandQueue _queue = new();
    private readonly Changes _changes;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RequestStoreException? _broken;

    public LogWriter(ILogFiles files, SegmentSet segments, LogState state, long segmentBytes, ILogger log)
    {
        _files = files;
        _segments = segments;
        _state = state;
        _segmentBytes = segmentBytes;
        _log = log;
        _changes = new Changes(state);
    }

    /// <summary>Called on the writer's thread when something has been written.</summary>
    public Action? Written { get; set; }

    public void Start() => new Thread(Run) { Name = "durable request log", IsBackground = true }.Start();

    /// <summary>Does something to the requests; ends when it is on the disk.</summary>
    /// <typeparam name="T">What the caller learns.</typeparam>
    /// <param name="stage">Runs on the writer's thread.</param>
    /// <param name="bytes">About how much it writes.</param>
    public Task<T> RunAsync<T>(Func<Changes, T> stage, int bytes = 0)
    {
        var command = new LogCommand<T>(stage, bytes);
        if (!_queue.TryAdd(command))
        {
            command.Fail(Closed());
        }

        return command.Done;
    }

    /// <summary>Runs something on the writer's thread, between two writes.</summary>
    public Task<T> MaintainAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_queue.TryAdd(() => Do(work, done)))
        {
            done.SetException(Closed());
        }

        return done.Task;
    }

    /// <exception cref="RequestStoreException">What the disk holds is not known any more.</exception>
    public void ThrowIfBroken()
    {
        if (_broken is { } broken)
        {
            throw Refusal(broken);
        }
    }

    /// <summary>Refuses everything from now on.</summary>
    public void Break(Exception cause)
    {
        if (_broken is not null)
        {
            return;
        }

        _broken = new RequestStoreException(
            $"The log of durable requests in {_files.Path} could not be brought to the disk ({cause.Message}), so it is not known what the disk "
            + "holds, and nothing more is accepted. See to the disk, then start again: the log is read from what is there.",
            cause);
        LogBroken(_log, cause, _files.Path);
    }

    /// <summary>Does what is waiting, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _ended.Task;
    }

    private static RequestStoreException Refusal(RequestStoreException broken) => new(broken.Message, broken.InnerException);

    private static void Do<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(work());
        }
#pragma warning disable CA1031 // The caller has it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            done.SetException(e);
        }
    }

    private RequestStoreException Closed() => new($"The log of durable requests in {_files.Path} is closed.");

    private void Run()
    {
        List<LogCommand> batch = [];
        while (_queue.Take(batch, out var maintenance))
        {
            maintenance?.Invoke();
            if (batch.Count > 0)
            {
                Commit(batch);
                batch.Clear();
            }
        }

        _ended.SetResult();
    }

    private void Commit(List<LogCommand> batch)
    {
        try
        {
            ThrowIfBroken();
            Roll();
            _changes.Begin(_segments.Active);
            batch.ForEach(command => command.Stage(_changes));
            Write(_segments.Active);
            lock (_state.Gate)
            {
                _changes.Apply();
            }
        }
#pragma warning disable CA1031 // Every caller has it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            batch.ForEach(command => command.Fail(Failure(e)));
            return;
        }

        batch.ForEach(command => command.Complete());
        Written?.Invoke();
    }

    private RequestStoreException Failure(Exception e) => _broken is { } broken
        ? Refusal(broken)
        : new RequestStoreException($"The log of durable requests in {_files.Path} could not be written, and nothing was recorded: {e.Message}", e);

    private void Roll()
    {
        if (_segments.Active.Length < _segmentBytes)
        {
            return;
        }

        _segments.Roll();
        Flush(_files.Flush);
    }

    private void Write(Segment segment)
    {
        if (_changes.Records.IsEmpty)
        {
            return;
        }

        try
        {
            segment.File.Write(_changes.Records, segment.Length);
        }
        catch (Exception e)
        {
            // A part may be there, and must not be found later: the callers are told that nothing was recorded.
            LogNotWritten(_log, segment.Path, e.Message);
            Flush(() => segment.File.Truncate(segment.Length));
            Flush(segment.File.Flush);
            throw;
        }

        Flush(segment.File.Flush);
    }

    // A failed flush cannot be tried again: the system may have forgotten what it could not write.
    private void Flush(Action flush)
    {
        try
        {
            flush();
        }
        catch (Exception e)
        {
            Break(e);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The log of durable requests in {Path} could not be brought to the disk; everything is refused from now on")]
    private static partial void LogBroken(ILogger log, Exception exception, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} could not be written, so nothing is recorded: {Obstacle}")]
    private static partial void LogNotWritten(ILogger log, string path, string obstacle);
}
