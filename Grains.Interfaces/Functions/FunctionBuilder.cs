namespace OrleansDrpc;

/// <summary>The start of a definition: a name. See <see cref="DrpcFunction.Named"/>.</summary>
public sealed class FunctionBuilder
{
    private readonly string _name;
    private readonly FunctionSettings _settings;

    internal FunctionBuilder(string name, FunctionSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        _name = name;
        _settings = settings ?? new FunctionSettings();
    }

    /// <summary>How long a request may take, from its arrival; a caller may ask for less, not for more.</summary>
    public FunctionBuilder WithDeadline(TimeSpan deadline) => new(_name, _settings with { Deadline = deadline });

    /// <summary>
    /// A failed, timed-out or lost attempt is replayed as a new one from the beginning, after a short wait and over the silos that live then,
    /// while the deadline allows. This is the default, with two attempts. So the code may run more than once for a request: what it does
    /// outside must bear that. Bad arguments, cancelled requests and a <see cref="PermanentException"/> are not replayed.
    /// </summary>
    /// <param name="maxAttempts">How many attempts a request has, the first one included; 1 to 10.</param>
    public FunctionBuilder Reliable(int maxAttempts = 2) => new(_name, _settings with { MaxAttempts = maxAttempts });

    /// <summary>One attempt: when it fails or is lost, the request fails.</summary>
    public FunctionBuilder Unreliable() => Reliable(maxAttempts: 1);

    /// <summary>How long one attempt may take before it is given up and replayed; without it, an attempt has the whole rest of the deadline.</summary>
    public FunctionBuilder WithAttemptTimeout(TimeSpan timeout) => new(_name, _settings with { AttemptTimeout = timeout });

    /// <summary>
    /// Answers in place of failing when the time is over: shortly before the deadline (a tenth of the time, half a second at the most) the
    /// working stages are stopped, and the aggregations finish with the items that have arrived. Such an answer carries its
    /// <see cref="DrpcReply.Coverage"/>; <c>IDrpcClient.ExecutePartialAsync</c> tells it, while <c>ExecuteAsync</c> returns the value alone, so
    /// choose this only where any caller can do with less than the whole. For functions of working stages followed by aggregations only.
    /// </summary>
    public FunctionBuilder WithPartialAnswers() => new(_name, _settings with { PartialAnswers = true });

    /// <summary>
    /// A task of a working stage that has not done its work on a batch in time is started on another silo, too; the first that is done
    /// wins, and the other is cancelled. For functions that begin with working stages followed by an aggregation that is idempotent
    /// (<see cref="StageBuilder{TArgument, TItem}.Idempotent"/>), in clusters of several silos. A silo hedges no more batches of a stage at once
    /// than the stage has tasks.
    /// </summary>
    /// <param name="delay">The time, from sending the batch, that a task of the last working stage before the aggregation has; one of the
    /// stage before has twice that, and so on. It includes the wait for the task's turn, so let it be well over what is usual.</param>
    public FunctionBuilder WithHedging(TimeSpan delay) => new(_name, _settings with { HedgeDelay = delay });

    /// <summary>How many requests may run at once on each silo as their home; more are refused at once as overloaded.</summary>
    /// <param name="requests">1 or more.</param>
    public FunctionBuilder WithMaxRunning(int requests) => new(_name, _settings with { MaxRunning = requests });

    /// <summary>
    /// How many bytes, about, of its requests may wait on each silo for tasks, in place of what the silo allows a function
    /// (<c>Drpc:MaxQueuedBytesOfFunction</c>). While there are more, its senders wait, each with a batch or so, and new requests are refused as
    /// overloaded. The limit for all functions (<c>Drpc:MaxQueuedBytes</c>) stays what it is.
    /// </summary>
    /// <param name="bytes">1 or more.</param>
    public FunctionBuilder WithMaxQueuedBytes(long bytes) => new(_name, _settings with { MaxQueuedBytes = bytes });

    /// <summary>
    /// Calls with equal arguments that are under way at one front door at the same time share one execution and its outcome. Each caller still
    /// has its own timeout and may cancel; the execution is cancelled when the last of them has gone. A caller who joins late gets what the
    /// execution has, also when its deadline is over. For functions whose answer follows from the argument alone.
    /// </summary>
    public FunctionBuilder CoalesceIdentical() => new(_name, _settings with { CoalescesIdentical = true });

    /// <summary>One sentence for whoever lists the functions.</summary>
    public FunctionBuilder WithDescription(string description) => new(_name, _settings with { Description = description });

    /// <summary>Says what the function takes.</summary>
    public StageBuilder<TArgument, TArgument> Takes<TArgument>() => new(_name, _settings, [], []);
}
