using Microsoft.Extensions.Options;

namespace OrleansDrpc;

/// <summary>Decides which requests a silo takes as their home, before they cost anything. Thread-safe.</summary>
internal sealed class RequestAdmission(
    IOptions<DrpcOptions> options, FunctionRegistry functions, QueueBudget queues, ILocalSiloDetails silo, TimeProvider time)
{
    private const int BatchShare = 4;
    private const string KeptForInteractive = ", of which a quarter is kept for interactive ones";
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private readonly RunningLimit _running = new(options.Value.MaxRunningRequests);
    private readonly ByteLimit _arguments = new(options.Value.MaxRunningArgumentBytes);
    private readonly ComputeLimit _compute = new(
        options.Value.MaxComputeWait, Environment.ProcessorCount, FunctionShare.Of(options.Value.EffectiveWorkersPerSilo), time);
    private readonly SiloAddress _silo = silo.SiloAddress;

    /// <summary>How many it has taken that have not left.</summary>
    public int Count => _running.Count;

    /// <summary>How large their arguments are, about, without the small ones.</summary>
    public long ArgumentBytes => _arguments.Bytes;

    /// <summary>What waits on this silo for tasks, in bytes, about, as last looked at.</summary>
    public long QueuedBytes => queues.Seen;

    /// <summary>Somebody is about to look what waits on this silo.</summary>
    public void LookAtQueues()
    {
        queues.BeginLook();
        foreach (var function in functions.Registered)
        {
            function.Queues.BeginLook();
        }
    }

    /// <summary>Tells what waits on this silo now.</summary>
    /// <param name="queued">The bytes of each function that has any.</param>
    public void Queued(IReadOnlyDictionary<RegisteredFunction, long> queued)
    {
        foreach (var function in functions.Registered)
        {
            function.Queues.EndLook(queued.GetValueOrDefault(function));
        }

        queues.EndLook(queued.Values.Sum());
    }

    /// <param name="function">Its function.</param>
    /// <param name="request">The request.</param>
    /// <param name="argumentBytes">About how large its argument is.</param>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.Overloaded"/>.</exception>
    public void Enter(RegisteredFunction function, DrpcRequest request, long argumentBytes)
    {
        var (priority, refuseIfBusy) = (request.Priority, request.RefuseIfBusy);
        ThrowIfCannotTake(function);
        if (refuseIfBusy && priority != RequestPriority.Batch && _compute.IsTooMuch(function.Work, functions.Work, out var wait))
        {
            throw Overloaded($"it would have to wait {wait.TotalMilliseconds:N0} ms for what others compute ({DrpcOptions.Section}:{nameof(DrpcOptions.MaxComputeWait)} "
                + $"is {options.Value.MaxComputeWait.TotalMilliseconds:N0} ms); a request of priority batch would wait");
        }

        if (function.Limit is { } limit && !limit.TryEnter())
        {
            throw Overloaded($"function '{function.Definition.Name}' has {limit.Most:N0} running requests, its limit (WithMaxRunning)");
        }

        if (!_running.TryEnter(priority == RequestPriority.Batch ? _running.Most / BatchShare : 0))
        {
            function.Limit?.Leave();
            throw Overloaded($"{_running.Count:N0} requests are running, and the limit is {_running.Most:N0} ({DrpcOptions.Section}:{nameof(DrpcOptions.MaxRunningRequests)}"
                + (priority == RequestPriority.Batch ? $"{KeptForInteractive})" : ")"));
        }

        if (!_arguments.TryEnter(argumentBytes, priority == RequestPriority.Batch ? _arguments.Most / BatchShare : 0))
        {
            _running.Leave();
            function.Limit?.Leave();
            throw Overloaded($"the arguments of running requests have {_arguments.Bytes:N0} bytes, this one {argumentBytes:N0}, and the limit is {_arguments.Most:N0} "
                + $"({DrpcOptions.Section}:{nameof(DrpcOptions.MaxRunningArgumentBytes)}" + (priority == RequestPriority.Batch ? $"{KeptForInteractive})" : ")"));
        }
    }

    public void Leave(RegisteredFunction function, long argumentBytes)
    {
        _arguments.Leave(argumentBytes);
        function.Limit?.Leave();
        _running.Leave();
    }

    /// <summary>Refuses a request, or this silo's part of one, where too much of its function, or of all, waits here or does not return.</summary>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.Overloaded"/>.</exception>
    public void ThrowIfCannotTake(RegisteredFunction function)
    {
        ThrowIfQueuesAreFull();
        ThrowIfQueuesAreFullOf(function);
        ThrowIfStuck(function);
    }

    private void ThrowIfQueuesAreFull()
    {
        if (queues.Seen is var queued && queued > queues.Most)
        {
            throw Overloaded($"{queued:N0} bytes are waiting for tasks, and the limit is {queues.Most:N0} "
                + $"({DrpcOptions.Section}:{nameof(DrpcOptions.MaxQueuedBytes)})");
        }
    }

    private void ThrowIfQueuesAreFullOf(RegisteredFunction function)
    {
        if (function.Queues.Seen is var queued && queued > function.Queues.Most)
        {
            var limit = function.Definition.Settings.MaxQueuedBytes is null
                ? $"{DrpcOptions.Section}:{nameof(DrpcOptions.MaxQueuedBytesOfFunction)}" : nameof(FunctionBuilder.WithMaxQueuedBytes);
            throw Overloaded(
                $"{queued:N0} bytes of function '{function.Definition.Name}' are waiting for tasks, and the limit is {function.Queues.Most:N0} ({limit})",
                isOfFunctionOnly: true);
        }
    }

    private void ThrowIfStuck(RegisteredFunction function)
    {
        if (function.Slots.Stuck is var stuck && stuck >= options.Value.EffectiveMaxStuckCode)
        {
            throw Overloaded($"{stuck:N0} pieces of code of function '{function.Definition.Name}' still run though their requests ended more than "
                + $"{options.Value.StuckCodeGrace.TotalSeconds:0.###} s ago, and the limit is {options.Value.EffectiveMaxStuckCode:N0} "
                + $"({DrpcOptions.Section}:{nameof(DrpcOptions.MaxStuckCode)}); make it heed its cancellation token", isOfFunctionOnly: true);
        }
    }

    private DrpcException Overloaded(string why, bool isOfFunctionOnly = false) => new(new DrpcFailure(
        DrpcFailureCode.Overloaded, $"Silo {_silo} has too much to do: {why}. Try again in a moment, or add silos.", RetryAfter: RetryAfter)
    {
        IsOfFunctionOnly = isOfFunctionOnly,
    });
}
