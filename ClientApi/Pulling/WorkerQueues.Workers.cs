using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <content>What workers do.</content>
internal sealed partial class WorkerQueues
{
    // What is taken at once travels in one frame, and must stay far below anybody's limit for frames.
    private const int MaxTakenCharacters = 1 << 20;

    private static readonly TimeSpan LongestPull = TimeSpan.FromDays(1);

    /// <param name="remote">Who the worker is, for the log.</param>
    /// <returns>To be disposed of when the connection is gone.</returns>
    public WorkerSession Connect(string remote)
    {
        lock (_lock)
        {
            _sessions++;
        }

        return new WorkerSession(this, remote);
    }

    internal FetchedRequest? Fetch(WorkerSession session, string function)
    {
        ArgumentNullException.ThrowIfNull(function);
        lock (_lock)
        {
            // Fetches do not take what is kept for it.
            SetListening(session, false);
            var now = Now;
            return session.IsOpen && !_isClosed && Ask(session, function, now) is { } queue ? TakeFirst(session, queue, now) : null;
        }
    }

    internal void Tell(WorkerSession session, IReadOnlyList<ToldFunction> functions)
    {
        lock (_lock)
        {
            foreach (var function in functions.Take(FunctionTable.MaxIdleNames))
            {
                session.Told[function.Name] = function;
            }
        }
    }

    internal void Tell(WorkerSession session, IReadOnlyList<ToldProgress> progress)
    {
        lock (_lock)
        {
            foreach (var told in progress)
            {
                if (_leases.TryGetValue(told.Id, out var request) && request.Lease!.Holder == session && request.Id is { } id)
                {
                    _progress[id] = new StageProgress(told.Finished, told.Stages);
                }
            }
        }
    }

    internal void Listen(WorkerSession session, bool listens)
    {
        lock (_lock)
        {
            SetListening(session, listens);
        }
    }

    internal void Limit(WorkerSession session, int? ofOneFunction)
    {
        lock (_lock)
        {
            session.MaxOfOne = ofOneFunction;
        }
    }

    internal IReadOnlyList<string> TakeEnded(WorkerSession session)
    {
        lock (_lock)
        {
            if (session.Ended.Count == 0)
            {
                return [];
            }

            string[] ended = [.. session.Ended];
            session.Ended.Clear();
            return ended;
        }
    }

    internal async Task<IReadOnlyList<FetchedRequest>> PullAsync(
        WorkerSession session, IReadOnlyList<string> functions, int max, TimeSpan wait, CancellationToken interrupted)
    {
        ArgumentOutOfRangeException.ThrowIfZero(functions.Count, nameof(functions));
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        WaitingPull pull;
        lock (_lock)
        {
            if (max == 0 && !session.IsListening)
            {
                throw new ArgumentOutOfRangeException(nameof(max), "The session does not listen, so there is nothing that a pull for no requests could wait for.");
            }

            var now = Now;
            if (!session.IsOpen || interrupted.IsCancellationRequested)
            {
                return [];
            }

            // When the queues are closed there is nothing to get; that, too, is waited for, until the connection ends.
            var queues = _isClosed ? [] : functions.Distinct(StringComparer.Ordinal).Select(function => Ask(session, function, now)).OfType<FunctionQueue>().ToArray();
            var requests = Take(session, queues, max, now);
            if (requests.Count > 0 || session.Ended.Count > 0 || wait <= TimeSpan.Zero)
            {
                return requests;
            }

            pull = new WaitingPull(session, max == 0 ? [] : queues, max);
            pull.Begin(_time.CreateTimer(
                waiting => StopWaiting((WaitingPull)waiting!), pull, wait < LongestPull ? wait : LongestPull, Timeout.InfiniteTimeSpan));
        }

        using (interrupted.UnsafeRegister(waiting => StopWaiting((WaitingPull)waiting!), pull))
        {
            return await pull.Ended;
        }
    }

    internal void Complete(WorkerSession session, string leaseId, string? result, double? coverage)
    {
        lock (_lock)
        {
            if (LeasedTo(session, leaseId) is not { } request)
            {
                return;
            }

            var now = Now;
            End(request, now, finishedBy: session);
            if (result is not null)
            {
                request.Answer(new PartialAnswer<string>(result, coverage));
            }
            else
            {
                request.Fail(PulledFailures.NoResult(request));
            }

            Settle(request.Function, now);
        }
    }

    internal void Fail(WorkerSession session, string leaseId, StormFailure? failure, FailureDetails? details)
    {
        lock (_lock)
        {
            if (LeasedTo(session, leaseId) is { } request && !(details is { Code: DrpcFailureCode.Overloaded } && TryPassOn(request, session)))
            {
                var now = Now;
                End(request, now, finishedBy: session);
                request.Fail(PulledFailures.ByWorker(failure, request, details));
                Settle(request.Function, now);
            }
        }
    }

    internal void Disconnect(WorkerSession session)
    {
        lock (_lock)
        {
            if (!session.IsOpen)
            {
                return;
            }

            session.IsOpen = false;
            _sessions--;
            var now = Now;
            foreach (var pull in session.Pulls.ToArray())
            {
                pull.End([], now);
            }

            var lost = session.Leased.ToArray();
            var requeued = 0;
            foreach (var request in lost)
            {
                requeued += TryRequeue(request, "one closed its connection", now) ? 1 : 0;
            }

            foreach (var function in session.Functions)
            {
                function.Remove(session);
                Settle(function, now);
            }

            session.Functions.Clear();
            if (lost.Length > 0)
            {
                LogDisconnected(session.Remote, lost.Length, requeued, lost.Length - requeued);
            }
        }
    }

    private static void SetListening(WorkerSession session, bool listens)
    {
        session.IsListening = listens;
        if (!listens)
        {
            session.Ended.Clear();
        }
    }

    /// <returns>Null: the name is not kept, so there is nothing to get.</returns>
    private FunctionQueue? Ask(WorkerSession session, string name, TimeSpan now)
    {
        var function = _functions.GetForWorker(name);
        if (function is not null)
        {
            function.Saw(session, now);
            function.Told = session.Told.GetValueOrDefault(name) ?? function.Told;
        }
        else if (!session.IsWarnedOfNames)
        {
            session.IsWarnedOfNames = true;
            LogNameRefused(session.Remote, FunctionTable.MaxIdleNames, FunctionTable.MaxNameLength);
        }

        return function;
    }

    /// <summary>One from each function in turn, beginning where the session's last request came before.</summary>
    private List<FetchedRequest> Take(WorkerSession session, IReadOnlyList<FunctionQueue> functions, int max, TimeSpan now)
    {
        var requests = new List<FetchedRequest>();
        var characters = 0L;
        for (var emptyOnes = 0; emptyOnes < functions.Count && requests.Count < max && characters < MaxTakenCharacters;)
        {
            session.Turn = (session.Turn + 1) % functions.Count;
            if (TakeFirst(session, functions[session.Turn], now) is { } request)
            {
                requests.Add(request);
                characters += request.Argument.Length;
                emptyOnes = 0;
            }
            else
            {
                emptyOnes++;
            }
        }

        return requests;
    }

    private FetchedRequest? TakeFirst(WorkerSession session, FunctionQueue function, TimeSpan now)
    {
        while (HasRoom(session, function) && function.Queued.Next is { } request)
        {
            if (request.Deadline > now)
            {
                return LeaseTo(session, request, now);
            }

            // Its timer is just about to do that.
            TimeOut(request, now);
        }

        return null;
    }

    private static bool HasRoom(WorkerSession session, FunctionQueue function) => session.MaxOfOne is not { } most || function.ShareOf(session).Leases < most;

    private FetchedRequest LeaseTo(WorkerSession session, QueuedRequest request, TimeSpan now)
    {
        var end = now + _options.LeaseTime;
        var lease = new Lease(RequestId.New().ToString(), session, now, end < request.Deadline ? end : request.Deadline);
        request.Function.Queued.Take(request);
        request.Function.ShareOf(session).Leases++;
        request.Lease = lease;
        request.Arm(now);
        session.Leased.Add(request);
        _leases.Add(lease.Id, request);
        return new FetchedRequest(lease.Id, request.Function.Name, request.Argument, lease.EndsAt - now, request.MaxAttempts, request.Priority);
    }

    /// <returns>Null: there is no such lease, or not any more.</returns>
    private QueuedRequest? LeasedTo(WorkerSession session, string leaseId)
    {
        ArgumentNullException.ThrowIfNull(leaseId);
        if (!_leases.TryGetValue(leaseId, out var request))
        {
            LogUnknownLease(session.Remote, leaseId);
            return null;
        }

        if (request.Lease!.Holder != session && _options.ResultsFrom == ResultSource.LeaseHolder)
        {
            if (!session.IsWarnedOfForeignResults)
            {
                session.IsWarnedOfForeignResults = true;
                LogForeignResult(session.Remote, request.Function.Name, request.Lease.Holder.Remote);
            }

            throw new LeaseHeldElsewhereException(request.Function.Name);
        }

        return request;
    }

    /// <summary>Takes a request from a worker that has too much to do, for another one. That it comes back to the same one is rare, and counts.</summary>
    /// <returns>False: as many as serve the function would not take it.</returns>
    private bool TryPassOn(QueuedRequest request, WorkerSession session)
    {
        var now = Now;
        if (++request.Refusals >= request.Function.CountWorkers(now))
        {
            return false;
        }

        TakeBack(request, now, finishedBy: session);
        request.Function.Queued.Add(request);
        request.Arm(now);
        Settle(request.Function, now);
        return true;
    }

    /// <summary>Takes a request from a worker that did not finish it.</summary>
    /// <returns>False: too many have lost it, and it has ended.</returns>
    private bool TryRequeue(QueuedRequest request, string how, TimeSpan now)
    {
        var lease = request.Lease!;
        request.LostLeases.Add(PulledFailures.LostLease(request.LostLeases.Count + 1, how, now - lease.Since, _time.GetUtcNow()));
        var isUnreliable = request.Function.IsInSilo ? _silo.IsUnreliable(request.Function.Name) : request.Function.Told is { MaxAttempts: 1 };
        if (isUnreliable || request.LostLeases.Count > _options.MaxRequeues)
        {
            End(request, now);
            request.Fail(PulledFailures.WorkersLost(request, isUnreliable ? null : _options.MaxRequeues));
            return false;
        }

        TakeBack(request, now);
        request.Function.Queued.Add(request);
        request.Arm(now);
        _metrics.Requeued(request.Function.Name);
        return true;
    }

    private void TakeBack(QueuedRequest request, TimeSpan now, WorkerSession? finishedBy = null)
    {
        var lease = request.Lease!;
        request.Lease = null;
        _leases.Remove(lease.Id);
        if (request.Id is { } id)
        {
            _progress.Remove(id);
        }

        lease.Holder.Leased.Remove(request);
        request.Function.Saw(lease.Holder, now).Leases--;
        if (lease.Holder != finishedBy)
        {
            TellEnded(lease, now);
        }
    }

    private static void TellEnded(Lease lease, TimeSpan now)
    {
        if (lease.Holder is { IsListening: true, IsOpen: true } session)
        {
            session.Ended.Add(lease.Id);
            foreach (var pull in session.Pulls.ToArray())
            {
                pull.End([], now);
            }
        }
    }

    private void StopWaiting(WaitingPull pull)
    {
        lock (_lock)
        {
            if (pull.IsWaiting)
            {
                pull.End([], Now);
            }
        }
    }
}
