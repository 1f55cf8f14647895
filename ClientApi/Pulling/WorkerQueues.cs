using Microsoft.Extensions.Options;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// The requests of all functions that workers pull. A request waits in its function's queue, is leased to a worker's connection, and ends
/// with the worker's result. When the connection is lost or the lease runs out, it goes back to the head of its queue, so many times. A
/// function of the front door's own silo whose last worker leaves is run there. Thread-safe: one lock for all, because every step is tiny.
/// </summary>
internal sealed partial class WorkerQueues : IDisposable
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly FunctionTable _functions;
    private readonly Dictionary<string, QueuedRequest> _leases = new(StringComparer.Ordinal);
    private readonly HashSet<RequestId> _ids = [];
    private readonly Dictionary<RequestId, StageProgress> _progress = [];
    private readonly SiloFunctions _silo;
    private readonly WorkerQueueOptions _options;
    private readonly TimeSpan _drainTimeout;
    private readonly PullingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<WorkerQueues> _log;
    private readonly long _started;
    private readonly ITimer _sweep;
    private long _lastNumber;
    private long _bytes;
    private int _open;
    private volatile int _sessions;

    public WorkerQueues(
        SiloFunctions silo,
        IOptions<WorkerQueueOptions> options,
        IOptions<DrpcOptions> drpc,
        PullingMetrics metrics,
        TimeProvider time,
        ILogger<WorkerQueues> log)
    {
        _silo = silo;
        _options = options.Value;
        _drainTimeout = drpc.Value.DrainTimeout;
        _metrics = metrics;
        _time = time;
        _log = log;
        _started = time.GetTimestamp();
        _functions = new FunctionTable(silo, _options.KnownNames);
        _sweep = time.CreateTimer(static queues => ((WorkerQueues)queues!).Sweep(), this, SweepPeriod, SweepPeriod);
        metrics.Observe(() => Functions);
    }

    /// <summary>The functions that workers pull, or for which requests wait; by name.</summary>
    public IReadOnlyList<PulledFunction> Functions
    {
        get
        {
            lock (_lock)
            {
                var now = Now;
                var pulled = _functions.All.Where(function => IsPulled(function, now)).Select(function => Describe(function, now));
                return [.. pulled.OrderBy(function => function.Name, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>How many connections of workers there are.</summary>
    public int Sessions => _sessions;

    private TimeSpan Now => _time.GetElapsedTime(_started);

    /// <returns>Null: it is none of <see cref="Functions"/>.</returns>
    public PulledFunction? Find(string function)
    {
        lock (_lock)
        {
            var now = Now;
            return _functions.Find(function) is { } found && IsPulled(found, now) ? Describe(found, now) : null;
        }
    }

    /// <summary>Calls a function by way of a worker.</summary>
    /// <exception cref="DrpcException">There is no result; the code tells why.</exception>
    /// <exception cref="OperationCanceledException">The caller has cancelled. No worker gets the request any more.</exception>
    public async Task<PartialAnswer<string>> ExecuteAsync(
        string function, string argument, CallOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(argument);
        cancellationToken.ThrowIfCancellationRequested();
        var request = Enqueue(function, argument, options);
        PartialAnswer<string>? answer;
        using (cancellationToken.UnsafeRegister((_, token) => Cancel(request, token), null))
        {
            answer = await request.Ended;
        }

        return answer ?? await _silo.ExecuteAsync(function, argument, RestOf(request, options), cancellationToken);
    }

    /// <summary>Whether a worker serves the function now: it has asked for it within the last minute, waits for it, or works on it.</summary>
    public bool IsServed(string function)
    {
        if (Sessions == 0)
        {
            return false;
        }

        lock (_lock)
        {
            return _functions.Find(function)?.IsServed(Now) == true;
        }
    }

    /// <summary>What workers have told of a function; null: nothing.</summary>
    public ToldFunction? Told(string function)
    {
        lock (_lock)
        {
            return _functions.Find(function)?.Told;
        }
    }

    /// <summary>How long a call of a function may take here at the most.</summary>
    public TimeSpan DeadlineOf(string function) =>
        (_silo.DeadlineOf(function) ?? Told(function)?.Deadline) is { } deadline && deadline < _options.RequestTimeout ? deadline : _options.RequestTimeout;

    /// <summary>How far a request is that a worker has, if the worker tells; null: nobody knows.</summary>
    public StageProgress? Progress(RequestId request)
    {
        lock (_lock)
        {
            return _progress.GetValueOrDefault(request);
        }
    }

    /// <summary>Refuses a call of a function that nobody knows, unless such calls wait.</summary>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.UnknownFunction"/>.</exception>
    public void ThrowIfUnknown(string function, RequestId? id)
    {
        lock (_lock)
        {
            var now = Now;
            if (!_functions.IsKnown(function, now) && !(_options.UnknownFunctions == UnknownFunctionPolicy.Wait && function.Length <= FunctionTable.MaxNameLength))
            {
                throw PulledFailures.Unknown(function, [.. _functions.KnownNames(now)], id);
            }
        }
    }

    public void Dispose() => _sweep.Dispose();

    private static bool IsPulled(FunctionQueue function, TimeSpan now) => function.Open > 0 || function.IsKnown(now);

    private static PulledFunction Describe(FunctionQueue function, TimeSpan now) =>
        new(function.Name, function.CountWorkers(now), function.Queued.Count, function.Leased, function.Told?.Deadline);

    private QueuedRequest Enqueue(string name, string argument, CallOptions? options)
    {
        var id = options?.RequestId;
        var timeout = TimeoutOf(name, options);
        lock (_lock)
        {
            ThrowIfStopping(id);
            ThrowIfUnknown(name, id);
            var now = Now;
            var function = _functions.GetForCall(name);
            var request = new QueuedRequest(
                ++_lastNumber, function, argument, id, options?.Priority ?? RequestPriority.Interactive, options?.MaxAttempts, now, now + timeout);
            ThrowIfOverloaded(request);
            if (id is { } own && !_ids.Add(own))
            {
                throw PulledFailures.IdTaken(own);
            }

            request.Use(_time.CreateTimer(timed => OnTimer((QueuedRequest)timed!), request, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
            function.Queued.Add(request);
            _functions.Opened(function);
            _open++;
            _bytes += request.Bytes;
            request.Arm(now);
            Settle(function, now);
            return request;
        }
    }

    private TimeSpan TimeoutOf(string function, CallOptions? options)
    {
        var longest = DeadlineOf(function);
        return options?.Timeout is not { } timeout || timeout >= longest ? longest
            : timeout > TimeSpan.Zero ? timeout
            : throw PulledFailures.BadTimeout(timeout, options.RequestId);
    }

    private void ThrowIfOverloaded(QueuedRequest request)
    {
        if (request.Function.Queued.Count >= _options.MaxQueuedRequests)
        {
            throw PulledFailures.QueueFull(request.Function, request.Id);
        }

        if (_bytes + request.Bytes > _options.MaxQueuedBytes)
        {
            throw PulledFailures.MemoryFull(request.Function.Name, _options.MaxQueuedBytes, request.Id);
        }
    }

    private CallOptions RestOf(QueuedRequest request, CallOptions? options)
    {
        var rest = request.Deadline - Now;
        return (options ?? new CallOptions()) with { Timeout = rest > TimeSpan.Zero ? rest : TimeSpan.FromTicks(1) };
    }

    private void Cancel(QueuedRequest request, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!request.HasEnded)
            {
                var now = Now;
                End(request, now);
                request.Cancel(cancellationToken);
                Settle(request.Function, now);
            }
        }
    }

    private void OnTimer(QueuedRequest request)
    {
        lock (_lock)
        {
            var now = Now;
            if (request.HasEnded)
            {
                return;
            }

            if (request.Deadline <= now)
            {
                TimeOut(request, now);
                Settle(request.Function, now);
            }
            else if (request.Lease is { } lease && lease.EndsAt <= now)
            {
                var isGivenUp = !TryRequeue(request, "one kept it until its lease ran out", now);
                LogLeaseRanOut(lease.Holder.Remote, request.Function.Name, now - lease.Since, isGivenUp ? "is given up" : "goes to another worker");
                Settle(request.Function, now);
            }
            else
            {
                // Timers may be a little early.
                request.Arm(now);
            }
        }
    }

    private void TimeOut(QueuedRequest request, TimeSpan now)
    {
        _metrics.TimedOut(request.Function.IsKnown(now) || request.Function.IsInSilo ? request.Function.Name : null);
        var failure = PulledFailures.TimedOut(request, now);
        End(request, now);
        request.Fail(failure);
    }

    /// <summary>
    /// After anything that puts requests into a queue, ends a lease or takes workers away: long polls get theirs; without workers the silo does.
    /// </summary>
    private void Settle(FunctionQueue function, TimeSpan now)
    {
        for (var node = function.Pulls.First; node is not null && function.Queued.Count > 0;)
        {
            var (pull, next) = (node.Value, node.Next);
            if (HasRoom(pull.Session, function) && Take(pull.Session, pull.Functions, pull.Max, now) is { Count: > 0 } requests)
            {
                pull.End(requests, now);
            }

            node = next;
        }

        if (function.IsInSilo && function.Queued.Count > 0 && !function.IsServed(now))
        {
            LogLeftToSilo(function.Name, function.Queued.Count);
            foreach (var request in function.Queued.ToArray())
            {
                End(request, now);
                request.LeaveToSilo();
            }
        }
    }

    /// <summary>Takes a request out of everything; whoever calls this tells its caller how it ended.</summary>
    private void End(QueuedRequest request, TimeSpan now, WorkerSession? finishedBy = null)
    {
        if (request.Lease is not null)
        {
            TakeBack(request, now, finishedBy);
        }
        else
        {
            request.Function.Queued.Remove(request);
        }

        if (request.Id is { } id)
        {
            _ids.Remove(id);
        }

        request.Disarm();
        _functions.Closed(request.Function);
        _bytes -= request.Bytes;
        if (--_open == 0 && IsStopping)
        {
            _drained.TrySetResult();
        }
    }

    private void Sweep()
    {
        lock (_lock)
        {
            var now = Now;
            _functions.ForgetIdle(now);
            foreach (var function in _functions.All)
            {
                Settle(function, now);
            }
        }
    }
}
