using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// The places of durable requests that run, and the runs that wait for one: interactive ones first, the functions in turn, and none with more
/// places than its <see cref="FunctionShare"/>, also while it is the only one, so that a function whose requests take long does not hold up another.
/// Thread-safe.
/// </summary>
/// <param name="places">How many requests may run at once.</param>
internal sealed class RunPlaces(int places)
{
    private const int KeptEnded = 100;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FunctionRuns> _functions = new(StringComparer.Ordinal);
    private readonly RunTurns _turns = new();
    private readonly Channel<DurableRun> _admitted = Channel.CreateUnbounded<DurableRun>(new UnboundedChannelOptions { SingleReader = true });
    private readonly int _placesOfFunction = FunctionShare.Of(places);
    private int _free = places;
    private int _waiting;
    private int _ended;

    /// <summary>Runs that have their first place: each is to be started, or to <see cref="Leave"/>.</summary>
    public ChannelReader<DurableRun> Admitted => _admitted.Reader;

    /// <summary>How many wait, with those that have ended and were not discarded yet.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>A run waits for its first place.</summary>
    public void Add(DurableRun run)
    {
        lock (_lock)
        {
            var queue = QueueOf_NeedsLock(run);
            queue.Enqueue(run);
            Added_NeedsLock(queue);
        }
    }

    /// <summary>Waits for a place for a run's next attempt.</summary>
    /// <exception cref="OperationCanceledException">It is not wanted any more.</exception>
    public async Task EnterAsync(DurableRun run, CancellationToken cancellationToken)
    {
        var attempt = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            var queue = QueueOf_NeedsLock(run);
            queue.Enqueue(attempt);
            Added_NeedsLock(queue);
        }

        // By the attempt itself: one that is given up must not get a place.
        await using var _ = cancellationToken.UnsafeRegister(static (attempt, token) => ((TaskCompletionSource)attempt!).TrySetCanceled(token), attempt);
        try
        {
            await attempt.Task;
        }
        catch (OperationCanceledException)
        {
            Ended();
            throw;
        }
    }

    /// <summary>A run gives its place back.</summary>
    public void Leave(DurableRun run)
    {
        lock (_lock)
        {
            var function = _functions[run.Request.Function];
            function.Held--;
            _free++;
            Serve_NeedsLock();
            ForgetIdle_NeedsLock(run.Request.Function, function);
        }
    }

    /// <summary>One that waits, or has just got its place, has ended. It is forgotten together with others, before they are more than those that still wait.</summary>
    public void Ended()
    {
        lock (_lock)
        {
            if (++_ended > KeptEnded && _ended > _waiting / 2)
            {
                DiscardEnded_NeedsLock();
            }
        }
    }

    private RunQueue QueueOf_NeedsLock(DurableRun run)
    {
        ref var function = ref CollectionsMarshal.GetValueRefOrAddDefault(_functions, run.Request.Function, out _);
        return (function ??= new FunctionRuns()).Of(run.Request.Priority);
    }

    private void Added_NeedsLock(RunQueue queue)
    {
        _waiting++;
        _turns.Add(queue);
        Serve_NeedsLock();
    }

    private void Serve_NeedsLock()
    {
        while (_free > 0 && _turns.Next(HasRoom) is { } queue)
        {
            _waiting--;
            if (!queue.TryAdmit(out var first))
            {
                _turns.Discarded(queue);
                continue;
            }

            _turns.Took(queue);
            _free--;
            queue.Function.Held++;
            if (first is not null)
            {
                _admitted.Writer.TryWrite(first);
            }
        }
    }

    private bool HasRoom(FunctionRuns function) => function.Held < _placesOfFunction;

    private void DiscardEnded_NeedsLock()
    {
        (_waiting, _ended) = (0, 0);
        foreach (var (name, function) in _functions)
        {
            DiscardEnded_NeedsLock(function.Interactive);
            DiscardEnded_NeedsLock(function.Batch);
            ForgetIdle_NeedsLock(name, function);
        }
    }

    private void DiscardEnded_NeedsLock(RunQueue queue)
    {
        queue.DiscardEnded();
        _waiting += queue.Count;
        _turns.Discarded(queue);
    }

    private void ForgetIdle_NeedsLock(string name, FunctionRuns function)
    {
        if (function.IsIdle)
        {
            _functions.Remove(name);
        }
    }
}
