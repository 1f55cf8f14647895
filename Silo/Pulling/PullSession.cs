using System.Threading.Channels;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.Hosting;

/// <summary>
/// One connection to a server that knows pullRequests. The server leases requests to the connection: when it ends, they are no longer ours,
/// and what runs of them is stopped. One loop owns all state and does all writing; what others have to say reaches it as turns.
/// </summary>
internal sealed class PullSession
{
    private readonly InvocationsConnection _connection;
    private readonly IReadOnlyList<string> _functions;
    private readonly int _share;
    private readonly RequestRunner _runner;
    private readonly Channel<Action> _turns = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<Func<ValueTask<Action>>> _unread =
        Channel.CreateUnbounded<Func<ValueTask<Action>>>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Queue<Outcome> _ready = new();
    private int _running;
    private int _askedFor;
    private int _pulls;
    private int _unanswered;
    private bool _retiring;
    private bool _pullsEnded;
    private Outcome? _refusal;

    /// <param name="connection">Its own.</param>
    /// <param name="functions">What to ask for.</param>
    /// <param name="share">How many requests may run at once.</param>
    /// <param name="runner">Runs them.</param>
    public PullSession(InvocationsConnection connection, IReadOnlyList<string> functions, int share, RequestRunner runner) =>
        (_connection, _functions, _share, _runner) = (connection, functions, share, runner);

    // What runs has been reported, and the server has confirmed it.
    private bool IsDone => _retiring && _running == 0 && _ready.Count == 0 && _unanswered == 0;

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

    /// <summary>
    /// Whatever is sent ends the pull that waits, so a new one goes along with outcomes. The pull before it may still bring what it asked
    /// for, so the new one asks for what is free besides.
    /// </summary>
    private bool WriteCalls()
    {
        var reports = _ready.Count;
        while (_ready.TryDequeue(out var outcome))
        {
            WriteOutcome(outcome);
        }

        var free = _share - _running - _askedFor;
        if (!_retiring && free > 0 && (reports > 0 || _pulls == 0))
        {
            WritePull(free);
            return true;
        }

        if (_retiring && !_pullsEnded && _pulls > 0)
        {
            _pullsEnded = true;
            WritePull(0);
            return true;
        }

        return reports > 0;
    }

    private void WriteOutcome(Outcome outcome)
    {
        var sent = _connection.Write(outcome);
        Expect(async () =>
        {
            var instead = await _connection.ReadReplyAsync(sent);
            return () => Settle(instead);
        });
    }

    private void WritePull(int max)
    {
        _connection.WritePull(_functions, max);
        _pulls++;
        _askedFor += max;
        Expect(async () =>
        {
            var requests = await _connection.ReadPullAsync(max);
            return () => Accept(max, requests);
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

    private void Accept(int max, IReadOnlyList<PulledRequest> requests)
    {
        _unanswered--;
        _pulls--;
        _askedFor -= max;
        _running += requests.Count;
        foreach (var request in requests)
        {
            _ = RunAsync(request);
        }
    }

    private async Task RunAsync(PulledRequest request)
    {
        var outcome = await _runner.RunAsync(request, _connection.Ended);
        if (outcome is not null)
        {
            Post(() => Finish(outcome));
        }
    }

    private void Finish(Outcome outcome)
    {
        _running--;
        if (outcome.IsRefusal)
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
