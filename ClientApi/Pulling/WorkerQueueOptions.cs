namespace OrleansDrpc.ClientApi;

/// <summary>
/// How the front door keeps requests for workers that pull. Read once, when it starts; values out of range keep it from starting.
/// </summary>
public sealed class WorkerQueueOptions
{
    /// <summary>The section of the configuration that is bound to this class.</summary>
    public const string Section = "WorkerQueues";

    /// <summary>
    /// How long a call of a pulled function may take, from its arrival to its result; a caller may ask for less. The default value is 600
    /// seconds (as Storm's); 1 millisecond to one day.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(600);

    /// <summary>
    /// How long a worker may keep a request before it is given to another one. The default value is 120 seconds: Storm's topologies give
    /// up by themselves within 30 to 60 s. 1 millisecond to one day.
    /// </summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// How often a request goes back to its queue because the worker that had it was lost; then its call fails. The default value is 2; 0
    /// (for functions that must not run twice) to 100.
    /// </summary>
    public int MaxRequeues { get; set; } = 2;

    /// <summary>How many requests of one function may wait for a worker. The default value is 20,000; 1 to 10,000,000.</summary>
    public int MaxQueuedRequests { get; set; } = 20_000;

    /// <summary>
    /// How many bytes the arguments of all requests that wait or are with a worker may have together, at two bytes a character. The default
    /// value is 268,435,456; 1 to 1 TiB.
    /// </summary>
    public long MaxQueuedBytes { get; set; } = 256L << 20;

    /// <summary>
    /// Functions that workers will pull, parted by commas: their calls wait for a worker from the start. The default value is none; a name
    /// has 1 to 200 characters.
    /// </summary>
    public string KnownFunctions { get; set; } = "";

    /// <summary>What becomes of calls of functions that nobody knows. The default value is <see cref="UnknownFunctionPolicy.Refuse"/>.</summary>
    public UnknownFunctionPolicy UnknownFunctions { get; set; } = UnknownFunctionPolicy.Refuse;

    /// <summary>Who may finish a request. The default value is <see cref="ResultSource.LeaseHolder"/>.</summary>
    public ResultSource ResultsFrom { get; set; } = ResultSource.LeaseHolder;

    internal IEnumerable<string> KnownNames =>
        KnownFunctions.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal);
}
