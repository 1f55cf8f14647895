using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansDrpc;

/// <summary>The attempts that are running on this silo. Thread-safe.</summary>
internal sealed partial class RequestTable
{
    private static readonly TimeSpan EndGrace = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<AttemptId, RunningRequest> _running = new();
    private readonly IGrainFactory _grains;
    private readonly SiloAddress _silo;
    private readonly WorkerGate _gate;
    private readonly DeadlineClock _deadlines;
    private readonly RequestAdmission _admission;
    private readonly DrpcOptions _options;
    private readonly DrpcMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<RequestTable> _logger;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _draining;
    private volatile bool _stopped;

    public RequestTable(
        IGrainFactory grains, ILocalSiloDetails silo, WorkerGate gate, DeadlineClock deadlines, RequestAdmission admission, IOptions<DrpcOptions> options, DrpcMetrics metrics, TimeProvider time, ILogger<RequestTable> logger)
    {
        _grains = grains;
        _silo = silo.SiloAddress;
        _gate = gate;
        _deadlines = deadlines;
        _admission = admission;
        _options = options.Value;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        deadlines.WatchOver(Survey, Expire);
    }

    public IEnumerable<RunningRequest> All => _running.Select(pair => pair.Value);

    public int Count => _running.Count;

    /// <summary>Whether this silo is stopping.</summary>
    public bool IsDraining => _draining;

    /// <summary>Takes a request in whose home this silo is, before its first attempt; a silo that stops waits for it.</summary>
    /// <returns>Its place, to be disposed of after its last attempt.</returns>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.ShuttingDown"/>, <see cref="DrpcFailureCode.Overloaded"/>.</exception>
    public Place Admit(RegisteredFunction function, DrpcRequest request, long argumentBytes)
    {
        // First in, then the look, as the drain first closes and then looks.
        _admission.Enter(function, request, argumentBytes);
        if (_draining)
        {
            Leave(function, argumentBytes);
            throw Stopping();
        }

        // Batch requests have what the others leave.
        var isCounted = request.Priority != RequestPriority.Batch && function.Work.Counts(request.Id);
        return new Place(this, function, argumentBytes, isCounted ? new RequestWork(function.Work, _time) : null);
    }

    /// <exception cref="DrpcException">
    /// A part of another silo's request is refused: <see cref="DrpcFailureCode.ShuttingDown"/>, <see cref="DrpcFailureCode.Overloaded"/>.
    /// </exception>
    public RunningRequest Open(
        AttemptId attempt, RegisteredFunction function, ImmutableArray<SiloAddress> silos, SiloAddress home, TimeSpan remaining, RequestPriority priority, bool rerunsTasks)
    {
        if (!home.Equals(_silo))
        {
            if (_draining)
            {
                throw Stopping();
            }

            _admission.ThrowIfCannotTake(function);
        }

        var plan = function.PlanFor(attempt, silos, home, rerunsTasks);
        var request = new RunningRequest(attempt, function, plan, _silo, remaining, _grains, _time) { Priority = priority };
        request.Runs = rerunsTasks ? new TaskRuns(request, _options, _metrics, _time) : null;
        if (!_running.TryAdd(attempt, request))
        {
            request.End();
            throw new DrpcException(DrpcFailureCode.BadArgument, $"Request {attempt.Request} is running already; give every call an id of its own.");
        }

        _deadlines.Start();
        if (_stopped)
        {
            request.Fail(StoppedBefore(request));
        }

        return request;
    }

    /// <exception cref="DrpcException">The attempt has ended here, or was never opened.</exception>
    public RunningRequest Get(AttemptId attempt) => _running.TryGetValue(attempt, out var request)
        ? request.Failure is { } failure ? throw new DrpcException(failure) : request
        : throw new DrpcException(new DrpcFailure(
            DrpcFailureCode.Cancelled, $"Attempt {attempt} is not running on silo {_silo}: it has ended.", attempt.Request));

    /// <summary>Stops the attempt's working stages here. Code of theirs that does not heed its token must not keep the aggregations from a slot.</summary>
    public void CutOff(RunningRequest request)
    {
        request.CutOff();
        _gate.Reclaim(request);
    }

    /// <returns>Null: it does not run here.</returns>
    public RunningRequest? Find(AttemptId attempt) => _running.GetValueOrDefault(attempt);

    public void Close(AttemptId attempt)
    {
        if (_running.TryGetValue(attempt, out var request))
        {
            Close(request);
        }
    }

    public void Close(RunningRequest request)
    {
        request.End();
        if (!_running.TryRemove(KeyValuePair.Create(request.Attempt, request)))
        {
            return;
        }

        if (request.Slots.Running > 0)
        {
            var grace = _options.StuckCodeGrace;
            _time.CreateTimer(_ => Reclaim(request), null, grace, Timeout.InfiniteTimeSpan);
        }

        SignalIfDrained();
    }

    /// <summary>Takes no more requests; done when the running ones have ended, which after a while they must.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        if (IsEmpty)
        {
            return;
        }

        LogDraining(_running.Count);
        try
        {
            await _drained.Task.WaitAsync(_options.DrainTimeout, _time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            _stopped = true;
            foreach (var request in All)
            {
                request.Fail(StoppedBefore(request));
            }
        }
    }

    private bool IsEmpty => _running.IsEmpty && _admission.Count == 0;

    // The clock goes through all attempts in any case.
    private IEnumerable<RunningRequest> Survey()
    {
        var queued = new Dictionary<RegisteredFunction, long>();
        _admission.LookAtQueues();
        var isLong = false;
        foreach (var request in All)
        {
            if (request.QueuedBytes is > 0 and var bytes)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(queued, request.Function, out _) += bytes;
            }

            request.Work?.Look();
            _gate.Look(request);
            isLong |= request.Slots.IsLong() || !request.Function.Work.IsQuick;
            yield return request;
        }

        _admission.Queued(queued);
        if (isLong)
        {
            SpareThreads.Need();
        }
    }

    private void Leave(RegisteredFunction function, long argumentBytes)
    {
        _admission.Leave(function, argumentBytes);
        SignalIfDrained();
    }

    private void SignalIfDrained()
    {
        if (_draining && IsEmpty)
        {
            _drained.TrySetResult();
        }
    }

    private DrpcException Stopping() => new(DrpcFailureCode.ShuttingDown, $"Silo {_silo} is stopping and takes no new requests; call another one.");

    // Who asked this silo is told that it stops; for a request of another silo, this one is lost.
    private DrpcFailure StoppedBefore(RunningRequest request)
    {
        var isHome = request.Plan.Home.Equals(_silo);
        return new DrpcFailure(
            isHome ? DrpcFailureCode.ShuttingDown : DrpcFailureCode.SiloLost, $"Silo {_silo} stopped before the request was done; call again.")
        {
            LostSilo = isHome ? null : _silo,
        };
    }

    private void Expire(RunningRequest request)
    {
        if (!request.HasEnded)
        {
            request.Expire();
        }

        // Its home closes it, but the message that says so may be lost. Until then whoever sends to it is told that its time was over.
        if (!request.Plan.Home.Equals(_silo) && _time.GetElapsedTime(request.Started) >= request.Remaining + EndGrace)
        {
            Close(request);
        }
    }

    private void Reclaim(RunningRequest request)
    {
        var pieces = request.Slots.Running == 0 ? 0 : _gate.GiveUp(request);
        if (pieces > 0)
        {
            LogStuck(request.Function.Definition.Name, request.Attempt, pieces, _options.StuckCodeGrace);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: waiting for {Count} running requests")]
    private partial void LogDraining(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Code of function '{Function}' still runs in {Pieces} workers {Grace} after attempt {Attempt} ended. "
        + "The workers are given to others, but its threads are lost until it returns, and where there are too many the function is refused: make it heed its cancellation token")]
    private partial void LogStuck(string function, AttemptId attempt, int pieces, TimeSpan grace);

    /// <summary>What a request that was taken in holds. Disposed of once.</summary>
    public readonly struct Place(RequestTable requests, RegisteredFunction function, long argumentBytes, RequestWork? work) : IDisposable
    {
        public RequestWork? Work => work;

        public void Dispose()
        {
            work?.End();
            requests.Leave(function, argumentBytes);
        }
    }
}
