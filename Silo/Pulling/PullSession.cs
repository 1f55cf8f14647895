using System.Threading.Channels;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.Hosting;

/// <summary>
/// One connection to a server that knows pullRequests. The server leases requests to the connection: when it ends, they are no longer ours,
/// and what runs of them is stopped; so is what the server says has ended. While anything runs or may come, a pull waits at the server, for no
/// requests where there is no place for more. One loop owns all state and does all writing; what others have to say reaches it as turns.
/// </summary>
internal sealed class PullSession
{
    // A server that waits at all waits for much longer.
    private static readonly TimeSpan LeastWait = TimeSpan.FromSeconds(1);

    private readonly InvocationsConnection _connection;
    private readonly IReadOnlyList<string> _functions;
    private readonly int _share;
    private readonly RequestRunner _runner;
    private readonly TimeProvider _time;
    private readonly Channel<Action> _turns = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<Func<ValueTask<Action>>> _unread =
        Channel.CreateUnbounded<Func<ValueTask<Action>>>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Queue<Outcome> _ready = new();
    private readonly Dictionary<string, CancellationTokenSource> _running = [];
    private readonly ProgressWatch _progress;
    private int _askedFor;
    private int _pulls;
    private int? _waitingFor;
    private int _unanswered;
    private bool _isHeard = true;
    private bool _retiring;
    private Outcome? _refusal;

    /// <param name="connection">Its own.</param>
    /// <param name="functions">What to ask for.</param>
    /// <param name="share">How many requests may run at once.</param>
    /// <param name="runner">Runs them.</param>
    /// <param name="progress">Of what runs.</param>
    /// <param name="time">Tells whether the server waits.</param>
    public PullSession(
        InvocationsConnection connection, IReadOnlyList<string> functions, int share, RequestRunner runner, RequestProgress progress, TimeProvider time)
    {
        (_connection, _functions, _share, _runner, _time) = (connection, functions, share, runner, time);
        _progress = new ProgressWatch(progress, time, () => Post(_progress!.Look));
    }

    private bool IsAllReported => _retiring && _running.Count == 0 && _ready.Count == 0;

    // The server has confirmed it.
    private bool IsDone => IsAllReported && _unanswered == 0;

    /// <summary>Pulls and runs requests until the connection is lost, which it throws, or <paramref name="drain"/> fires and the last outcome is delivered.</summary>
    /// <exception cref="InvalidOperationException">The silo takes no more requests; the one that it refused goes back with the connection.</exception>
    public async Task RunAsync(CancellationToken drain)
    {
        _retiring = drain.IsCancellationRequested;
        var reading = ReadRepliesAsync();
        await using var draining = drain.UnsafeRegister(static session => ((PullSession)session!).Drain(), this);
        try
        {
            await ServeAsync();
        }
        finally
        {
            _connection.End();
            _unread.Writer.TryComplete();
            await reading;
            _progress.Dispose();
            StopAll();
        }

        if (_refusal is { } refusal)
        {
            throw new InvalidOperationException($"This silo refuses requests: {refusal.Failure!.Message}");
        }
    }

    private async Task ServeAsync()
    {
        while (!IsDone)
        {
            if (WriteCalls())
            {
                await _connection.FlushAsync();
            }

            // Throws what ended the reading.
            await _turns.Reader.WaitToReadAsync();
            while (_turns.Reader.TryRead(out var turn))
            {
                turn();
            }
        }
    }

    private bool WriteCalls()
    {
        var reports = _ready.Count;
        while (_ready.TryDequeue(out var outcome))
        {
            WriteOutcome(outcome);
        }

        return TryWritePull() || reports > 0;
    }

    /// <summary>
    /// Whatever is sent ends the pull that waits, so a new one goes along with outcomes. The pull before it may still bring what it asked
    /// for, so the new one asks for what is free besides.
    /// </summary>
    private bool TryWritePull()
    {
        var free = _retiring ? 0 : Math.Max(0, _share - _running.Count - _askedFor);
        var waits = !IsAllReported && (free > 0 || _isHeard);
        var isDue = _waitingFor is { } max ? IsAllReported || _progress.HasNews || (max > 0 ? _retiring : free > 0) : waits;
        if (isDue)
        {
            WritePull(free, waits);
        }

        return isDue;
    }

    private void WriteOutcome(Outcome outcome)
    {
        _waitingFor = null;
        var sent = _connection.Write(outcome);
        Expect(async () =>
        {
            var instead = await _connection.ReadReplyAsync(sent);
            return () => Settle(instead);
        });
    }

    private void WritePull(int max, bool waits)
    {
        _connection.WritePull(_functions, max, waits, maxOfOne: FunctionShare.OfOne(_functions, _share), progress: _progress.TakeNews());
        _pulls++;
        _askedFor += max;
        _waitingFor = waits ? max : null;
        var written = _time.GetTimestamp();
        Expect(async () =>
        {
            var reply = await _connection.ReadPullAsync(max);
            return () => Accept(max, reply, _time.GetElapsedTime(written));
        });
    }

    private void Expect(Func<ValueTask<Action>> read)
    {
        _unanswered++;
        _unread.Writer.TryWrite(read);
    }

    private void Settle(Outcome? instead)
    {
        _unanswered--;
        if (instead is not null)
        {
            _ready.Enqueue(instead);
        }
    }

    private void Accept(int max, PullRequestsReply reply, TimeSpan waited)
    {
        _unanswered--;
        _askedFor -= max;
        if (--_pulls == 0)
        {
            // Older servers do not wait where they are asked for no requests, and would be asked again and again.
            _isHeard &= _waitingFor != 0 || waited >= LeastWait || reply.Ended is not null;
            _waitingFor = null;
        }

        foreach (var request in reply.Requests!)
        {
            Start(request);
        }

        foreach (var ended in reply.Ended ?? [])
        {
            _running.GetValueOrDefault(ended)?.Cancel();
        }
    }

    private void Start(PulledRequest request)
    {
        var stop = new CancellationTokenSource();
        if (!_running.TryAdd(request.Id, stop))
        {
            throw new ThriftProtocolException($"The server sent request {request.Id} again, which is running.");
        }

        _ = RunAsync(request, _progress.Begin(request), stop.Token);
    }

    private async Task RunAsync(PulledRequest request, RequestId? id, CancellationToken cancellationToken)
    {
        var outcome = await _runner.RunAsync(request, id, cancellationToken);
        Post(() => Finish(request.Id, outcome));
    }

    private void Finish(string id, Outcome? outcome)
    {
        _progress.End(id);
        _running.Remove(id, out var stop);
        var isStopped = stop!.IsCancellationRequested;
        stop.Dispose();
        if (outcome is null || isStopped)
        {
            // Nobody waits for it.
            return;
        }

        if (outcome.IsStopping)
        {
            // There is no call that gives a request back, but the end of the connection does. What else runs may end first.
            _refusal = outcome;
            _retiring = true;
        }
        else
        {
            _ready.Enqueue(outcome);
        }
    }

    private void StopAll()
    {
        foreach (var stop in _running.Values)
        {
            stop.Cancel();
        }
    }

    private void Drain() => Post(() => _retiring = true);

    private void Post(Action turn) => _turns.Writer.TryWrite(turn);

    private async Task ReadRepliesAsync()
    {
        try
        {
            while (await NextUnreadAsync() is { } read)
            {
                Post(await read());
            }
        }
        catch (Exception e)
        {
            _turns.Writer.TryComplete(e);
        }
    }

    /// <summary>Waits for a call that has no reply yet. Without one, the connection is watched, so that its end does not go unnoticed.</summary>
    private async ValueTask<Func<ValueTask<Action>>?> NextUnreadAsync()
    {
        while (true)
        {
            if (_unread.Reader.TryRead(out var read))
            {
                return read;
            }

            var more = _connection.MoreAsync();
            var next = _unread.Reader.WaitToReadAsync(_connection.Ended).AsTask();
            var first = await Task.WhenAny(next, more);
            if (first == next && !await next)
            {
                return null;
            }

            if (first == more && !_unread.Reader.TryPeek(out _))
            {
                await more;
                throw new EndOfStreamException("The server closed the connection.");
            }
        }
    }
}
