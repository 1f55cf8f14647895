namespace OrleansDrpc.ClientApi;

/// <summary>
/// Lets equal calls that are under way at the same time share one execution. Each caller has its own timeout and may go; the execution is
/// cancelled when the last one has. Thread-safe.
/// </summary>
internal sealed class CoalescedCalls(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CallIdentity, SharedCall> _running = [];

    /// <summary>Joins the equal call that is under way, or begins one.</summary>
    /// <param name="identity">What makes calls equal.</param>
    /// <param name="timeout">How long this caller waits; null: as long as the execution takes.</param>
    /// <param name="begin">Begins the execution; its token fires when all callers have gone.</param>
    /// <param name="cancellationToken">This caller goes.</param>
    public async Task<PartialAnswer<string>> ExecuteAsync(
        CallIdentity identity, TimeSpan? timeout, Func<CancellationToken, Task<PartialAnswer<string>>> begin, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = Join(identity, begin);
        try
        {
            return await call.Outcome.WaitAsync(timeout ?? Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        catch (TimeoutException) when (!call.Outcome.IsCompleted)
        {
            throw new DrpcException(
                DrpcFailureCode.TimedOut, $"Function '{identity.Function}' did not finish within {timeout!.Value.TotalSeconds:0.###} s, the caller's timeout.");
        }
        finally
        {
            Leave(identity, call);
        }
    }

    private SharedCall Join(CallIdentity identity, Func<CancellationToken, Task<PartialAnswer<string>>> begin)
    {
        lock (_lock)
        {
            if (!_running.TryGetValue(identity, out var call))
            {
                _running.Add(identity, call = new SharedCall(begin));
            }

            call.Callers++;
            return call;
        }
    }

    private void Leave(CallIdentity identity, SharedCall call)
    {
        lock (_lock)
        {
            // Who comes after the end has an execution of its own.
            if ((--call.Callers == 0 || call.Outcome.IsCompleted) && _running.TryGetValue(identity, out var running) && running == call)
            {
                _running.Remove(identity);
            }

            if (call.Callers > 0)
            {
                return;
            }
        }

        call.End();
    }

    /// <summary>An execution. The table's lock guards how many callers it has.</summary>
    private sealed class SharedCall
    {
        private readonly CancellationTokenSource _end = new();

        // Elsewhere, because it may run far before it first waits.
        public SharedCall(Func<CancellationToken, Task<PartialAnswer<string>>> begin) => Outcome = Task.Run(() => begin(_end.Token));

        public Task<PartialAnswer<string>> Outcome { get; }

        public int Callers { get; set; }

        public void End() => _ = _end.CancelAsync();
    }
}
