namespace OrleansDrpc;

/// <summary>How a silo runs requests. Read once, when the silo starts; values out of range keep it from starting.</summary>
public sealed class DrpcOptions
{
    /// <summary>The section of the configuration that is bound to this class.</summary>
    public const string Section = "Drpc";

    /// <summary>The deadline of functions that name none. The default value is 30 seconds; over zero, at most one day.</summary>
    public TimeSpan DefaultDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many tasks and aggregators compute at once on this silo. Code that awaits something does not count: how much of that goes on
    /// at once is the stages' parallelism. The default value, 0, stands for four times the number of processors, which the operating
    /// system shares out among them; at most 4,096. A quarter of them is always left to other functions than the one that has most.
    /// </summary>
    public int WorkersPerSilo { get; set; }

    /// <summary>
    /// How many of them may be of one request, so that the others never have to wait for a big one. The default value, 0, stands for the
    /// number of processors (or <see cref="WorkersPerSilo"/>, where that is less); at most 4,096.
    /// </summary>
    public int WorkersPerRequest { get; set; }

    /// <summary>
    /// How many requests may run on this silo as their home, waiting ones included; more are refused as overloaded, those of
    /// <see cref="RequestPriority.Batch"/> from three quarters of it on. The default value is 20,000; 1 to 1,000,000.
    /// </summary>
    public int MaxRunningRequests { get; set; } = 20_000;

    /// <summary>
    /// How many bytes, about, the arguments of those requests may have in all; those below 4,096 are not counted. What does not fit is
    /// refused as overloaded, of <see cref="RequestPriority.Batch"/> from three quarters on, but one alone always fits. The default value is
    /// 268,435,456; 1 MiB to 1 TiB.
    /// </summary>
    public long MaxRunningArgumentBytes { get; set; } = 256L << 20;

    /// <summary>
    /// How long a call that came in at a front door may have to wait for the processors, as is foreseen when it comes in, or as long as it
    /// computes itself where that is more; beyond that it is refused as overloaded, and a short burst beyond four times that. Only
    /// functions that compute for a millisecond or more are refused so, and no <see cref="RequestPriority.Batch"/> calls. The default
    /// value is one second, which callers in parallel do not notice; a service that had rather refuse calls than answer slowly sets it
    /// to about as long as its functions compute. Zero to one hour; zero: nothing is refused for that.
    /// </summary>
    public TimeSpan MaxComputeWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many bytes, about, may wait on this silo for tasks of all requests. While there are more, new requests are refused as
    /// overloaded, and so are this silo's parts of new requests of other silos, as looked at every 20 ms; and from the moment on requests that run
    /// keep no more waiting than they need to go on: a batch for each stage, and <see cref="SendWindow"/> at the most for each sending task. The
    /// default value is 268,435,456; 1 MiB to 1 TiB.
    /// </summary>
    public long MaxQueuedBytes { get; set; } = 256L << 20;

    /// <summary>
    /// How many of these bytes may be of one function, so that one whose stages fall behind does not keep the others out; while there are more,
    /// the same goes for this function's requests alone. A function may have a limit of its own (<see cref="FunctionBuilder.WithMaxQueuedBytes"/>).
    /// The default value, 0, stands for three quarters of <see cref="MaxQueuedBytes"/>; at most 1 TiB.
    /// </summary>
    public long MaxQueuedBytesOfFunction { get; set; }

    /// <summary>The largest argument, in bytes of its text or encoding. The default value is 1,048,576 (as Storm's); 1 to 64 MiB.</summary>
    public int MaxArgumentBytes { get; set; } = 1 << 20;

    /// <summary>
    /// The largest answer, in bytes, about; it travels as one message. The default value is 33,554,432; 1 to 64 MiB.
    /// </summary>
    public int MaxAnswerBytes { get; set; } = 32 << 20;

    /// <summary>
    /// The largest item that one stage may emit to the next, in bytes, about (a number within an object counts as 16); it travels as one
    /// message. A larger one fails the request for good. The default value is 33,554,432; 1,024 to 64 MiB.
    /// </summary>
    public int MaxItemBytes { get; set; } = 32 << 20;

    /// <summary>Items in a batch at the most. The default value is 4,096; 1 to 1,048,576.</summary>
    public int MaxBatchItems { get; set; } = 4096;

    /// <summary>Bytes in a batch at the most, as far as they can be told. The default value is 65,536; 64 to 16 MiB.</summary>
    public int MaxBatchBytes { get; set; } = 1 << 16;

    /// <summary>
    /// How many batches of one request may wait for the tasks of one stage on a silo before its senders wait; one while more waits than
    /// <see cref="MaxQueuedBytes"/> or <see cref="MaxQueuedBytesOfFunction"/> allow. The default value is 16; 1 to 65,536.
    /// </summary>
    public int MaxQueuedBatches { get; set; } = 16;

    /// <summary>
    /// How many batches of one sending task may be under way at once; one while more waits on its silo than <see cref="MaxQueuedBytes"/> or
    /// <see cref="MaxQueuedBytesOfFunction"/> allow. The default value is 4; 1 to 1,024.
    /// </summary>
    public int SendWindow { get; set; } = 4;

    /// <summary>
    /// How long code of a request that has ended may go on before its worker is given to others. The default value is 1 second; zero to
    /// one minute.
    /// </summary>
    public TimeSpan StuckCodeGrace { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many pieces of a function's code may go on for longer than that, each of which costs a thread and perhaps a processor until it
    /// returns; from there on this silo refuses the function's requests as overloaded, until one returns. The default value, 0, stands for
    /// the number of processors; at most 4,096.
    /// </summary>
    public int MaxStuckCode { get; set; }

    /// <summary>How long a silo that stops waits for running requests. The default value is 10 seconds; zero to one hour.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    internal long EffectiveMaxQueuedBytesOfFunction => MaxQueuedBytesOfFunction == 0 ? MaxQueuedBytes / 4 * 3 : MaxQueuedBytesOfFunction;

    internal int EffectiveMaxStuckCode => MaxStuckCode == 0 ? Environment.ProcessorCount : MaxStuckCode;

    /// <summary>Whether requests come and go over a network, so that threads wait for the system while they send and receive.</summary>
    internal bool IsOnNetwork { get; set; }

    internal int EffectiveWorkersPerSilo => WorkersPerSilo == 0 ? 4 * Environment.ProcessorCount : WorkersPerSilo;

    internal int EffectiveWorkersPerRequest =>
        Math.Min(EffectiveWorkersPerSilo, WorkersPerRequest == 0 ? Environment.ProcessorCount : WorkersPerRequest);
}
