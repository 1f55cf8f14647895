namespace OrleansDrpc.Storage.Tests;

/// <summary>
/// Random work on a store, and what must be there afterwards: everything acknowledged, and of the one call that failed either all or nothing.
/// </summary>
internal sealed class ModelledWork(Random random)
{
    /// <summary>So few that a key is used again soon after its request is forgotten.</summary>
    private const int Keys = 5;

    private readonly Dictionary<RequestId, StoredRequest> _known = [];
    private readonly Dictionary<RequestId, StoredRequest?> _unsure = [];
    private readonly Queue<RequestId> _forgotten = [];
    private int _second;

    /// <summary>Works until the store fails.</summary>
    /// <returns>False: it did not fail for that many calls.</returns>
    public async Task<bool> RunUntilFailureAsync(IRequestStore store, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            var (call, after) = Next(store);
            try
            {
                await call().Within("a call of the store");
            }
            catch (RequestStoreException)
            {
                foreach (var (id, request) in after)
                {
                    _unsure[id] = request;
                }

                return true;
            }

            Learn(after);
        }

        return false;
    }

    /// <summary>Compares a store that was opened again, and takes everything over.</summary>
    public async Task AssertThereAsync(IRequestStore store)
    {
        var found = await store.ReadAllAsync();
        foreach (var (id, after) in _unsure)
        {
            if (found.GetValueOrDefault(id) is var now && IsSame(now, after))
            {
                Learn(new() { [id] = now });
            }
        }

        _unsure.Clear();
        SimulatedStore.AssertSame(_known, found);
        var taken = await store.TakeOverAsync(int.MaxValue, CancellationToken.None).Within("a takeover");
        var due = _known.Values.Where(request => request.Status == RequestStatus.Open || request.Callback == CallbackState.Pending);
        Assert.Equal(due.Select(request => request.Request.Id).ToHashSet(), taken.Select(request => request.Request.Id).ToHashSet());
        Assert.All(taken, request => Requests.AssertSame(_known[request.Request.Id], request));
        await AssertKeysAsync(store);
    }

    private async Task AssertKeysAsync(IRequestStore store)
    {
        foreach (var (id, known) in _known.Where(pair => pair.Value.Request.IdempotencyKey is not null))
        {
            var met = await store.AddAsync(known.Request with { Id = RequestId.New() }, CancellationToken.None).Within("a key to be met");
            Assert.Equal((AddKind.Joined, id), (met.Kind, met.Existing?.Request.Id));
        }
    }

    private static bool IsSame(StoredRequest? one, StoredRequest? other) =>
        one is null || other is null
            ? one is null && other is null
            : one.Attempts.SequenceEqual(other.Attempts) && one with { Attempts = other.Attempts } == other;

    private void Learn(Dictionary<RequestId, StoredRequest?> after)
    {
        foreach (var (id, request) in after)
        {
            if (request is null)
            {
                _known.Remove(id);
                _forgotten.Enqueue(id);
            }
            else
            {
                _known[id] = request;
            }
        }
    }

    private (Func<Task> Call, Dictionary<RequestId, StoredRequest?> After) Next(IRequestStore store)
    {
        _second++;
        var picked = _known.Count == 0 ? null : _known.Values.ElementAt(random.Next(_known.Count));
        return picked switch
        {
            _ when random.Next(30) == 0 => Purge(store),
            _ when random.Next(30) == 0 => Trim(store),
            _ when random.Next(10) == 0 => AddLetter(store),
            null => Add(store),
            _ when random.Next(3) == 0 => Add(store),
            { Status: RequestStatus.Open } => Go(store, picked),
            { Callback: CallbackState.Pending } => Callback(store, picked),
            { Status: RequestStatus.DeadLetter } when random.Next(2) == 0 => Replay(store, picked),
            _ => (() => Expect(store.DropAsync(picked.Request.Id, CancellationToken.None)), new() { [picked.Request.Id] = null }),
        };
    }

    private (Func<Task>, Dictionary<RequestId, StoredRequest?>) Add(IRequestStore store)
    {
        var key = random.Next(2) == 0 ? FreeKey() : null;
        var callback = random.Next(3) == 0 ? "http://127.0.0.1/done" : null;
        var id = random.Next(4) == 0 && _forgotten.TryDequeue(out var again) ? again : RequestId.New();
        var request = Requests.New(Text(), second: _second, key: key, callback: callback) with { Id = id };
        var state = callback is null ? CallbackState.None : CallbackState.Pending;
        return (() => store.AddAsync(request), After(new StoredRequest(request, RequestStatus.Open, IsCancelled: false, [], null, state, 0)));
    }

    private (Func<Task>, Dictionary<RequestId, StoredRequest?>) AddLetter(IRequestStore store)
    {
        var letter = Requests.CallLetter(Text(), _second);
        return (() => Expect(store.AddDeadLetterAsync(letter, CancellationToken.None)), After(letter));
    }

    private (Func<Task>, Dictionary<RequestId, StoredRequest?>) Trim(IRequestStore store)
    {
        var kept = random.Next(5);
        var letters = _known.Values.Where(request => request is { Request.IsCall: true, Status: RequestStatus.DeadLetter });
        var old = letters.OrderByDescending(letter => letter.Outcome!.Ended).ThenByDescending(letter => letter.Request.Id.Value).Skip(kept);
        var gone = old.Select(letter => letter.Request.Id).ToList();
        return (
            async () => Assert.Equal(gone.Count, await store.TrimDeadLettersAsync("exclaim", kept, CancellationToken.None)),
            gone.ToDictionary(id => id, StoredRequest? (_) => null));
    }

    private string? FreeKey()
    {
        var used = _known.Values.Select(request => request.Request.IdempotencyKey);
        var free = Enumerable.Range(0, Keys).Select(key => $"key {key}").Except(used).ToList();
        return free.Count == 0 ? null : free[random.Next(free.Count)];
    }

    private (Func<Task>, Dictionary<RequestId, StoredRequest?>) Go(IRequestStore store, StoredRequest open)
    {
        var id = open.Request.Id;
        var started = new AttemptRecord(open.Attempts.Count + 1, Requests.At(_second), null, null);
        switch (random.Next(4))
        {
            case 0:
                return (
                    () => Expect(store.StartAttemptAsync(id, started.Number, started.Started, CancellationToken.None)),
                    After(open with { Attempts = [.. open.Attempts, started] }));
            case 1:
                return (() => Expect(store.CancelAsync(id, CancellationToken.None)), After(open with { IsCancelled = true }));
            default:
                var status = (RequestStatus)random.Next(1, 5);
                var outcome = status == RequestStatus.Succeeded ? Requests.Answer(Text(), _second) : Requests.Failure(status, _second);
                var last = started with { Ended = Requests.At(_second), Failure = outcome.Failure };
                return (
                    () => Expect(store.FinishAsync(id, outcome with { LastAttempt = last }, CancellationToken.None)),
                    After(open with { Status = status, Outcome = outcome, Attempts = [.. open.Attempts, last] }));
        }
    }

    private (Func<Task>, Dictionary<RequestId, StoredRequest?>) Callback(IRequestStore store, StoredRequest due)
    {
        var state = (CallbackState)random.Next(1, 4);
        var tries = due.CallbackTries + 1;
        return (
            () => Expect(store.RecordCallbackAsync(due.Request.Id, state, tries, CancellationToken.None)),
            After(due with { Callback = state, CallbackTries = tries }));
    }

    private (Func<Task>, Dictionary<RequestId, StoredRequest?>) Replay(IRequestStore store, StoredRequest dead)
    {
        var expires = Requests.At(_second + 100);
        var state = dead.Request.Callback is null ? CallbackState.None : CallbackState.Pending;
        return (
            async () => Assert.NotNull(await store.ReplayAsync(dead.Request.Id, expires, CancellationToken.None)),
            After(dead with
            {
                Request = dead.Request with { Expires = expires },
                Status = RequestStatus.Open,
                IsCancelled = false,
                Outcome = null,
                Callback = state,
                CallbackTries = 0,
            }));
    }

    private (Func<Task>, Dictionary<RequestId, StoredRequest?>) Purge(IRequestStore store)
    {
        var before = Requests.At(_second - 20);
        var old = _known.Values.Where(request =>
            request.Status is RequestStatus.Succeeded or RequestStatus.Failed or RequestStatus.Cancelled
            && request.Callback is CallbackState.None or CallbackState.Delivered
            && request.Outcome!.Ended < before).Select(request => request.Request.Id).ToList();
        return (
            async () => Assert.Equal(old.Count, await store.PurgeAsync(before, CancellationToken.None)),
            old.ToDictionary(id => id, StoredRequest? (_) => null));
    }

    private string Text() => new((char)random.Next('a', 'z' + 1), random.Next(10) == 0 ? random.Next(3000) : random.Next(100));

    private static Dictionary<RequestId, StoredRequest?> After(StoredRequest request) => new() { [request.Request.Id] = request };

    private static async Task Expect(Task<bool> call) => Assert.True(await call, "The store refused what the model allows.");
}
