namespace OrleansDrpc.ClientApi;

/// <summary>
/// How the front door keeps and runs durable requests. Read once, when it starts; values out of range keep it from starting.
/// </summary>
public sealed class RequestsOptions
{
    /// <summary>The section of the configuration that is bound to this class.</summary>
    public const string Section = "Requests";

    /// <summary>The directory where none is set: under the working directory, made when it is needed for the first time.</summary>
    public const string DefaultDirectory = "drpc-requests";

    /// <summary>Where they are kept. The default value is <see cref="RequestStoreKind.File"/>.</summary>
    public RequestStoreKind Store { get; set; } = RequestStoreKind.File;

    /// <summary>
    /// The directory of the files. One front door at a time has it; another one that is given the same refuses submits until it can have it.
    /// The default value is empty: drpc-requests in the working directory, made when it is needed for the first time.
    /// </summary>
    public string Directory { get; set; } = "";

    /// <summary>How to connect to PostgreSQL, in Npgsql's form. The default value is empty; required for that store.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The schema of the database; it is made and migrated at the start. The default value is drpc.</summary>
    public string Schema { get; set; } = "drpc";

    /// <summary>
    /// How long after its last sign of life the requests of a front door go to others. The default value is 5 seconds; 1 second to 5 minutes.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long requests are kept after their end, with their answers and idempotency keys. Dead letters stay until somebody replays or
    /// drops them. The default value is one hour; 1 second to 365 days.
    /// </summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a request may take in all, if its submitter does not say. The default value is 10 minutes; 1 millisecond to one day.</summary>
    public TimeSpan DefaultExpiry { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many durable requests run here at once, of one function at most three quarters of them. The default value is 128; 1 to 10,000.</summary>
    public int MaxRunning { get; set; } = 128;

    /// <summary>
    /// How many may be open here, and how many outcomes may wait here for their receivers; more are refused. The default value is 100,000; 1 to 10,000,000.
    /// </summary>
    public int MaxOpen { get; set; } = 100_000;

    /// <summary>
    /// How many bytes the arguments of those that are open here may have together, at two bytes a character. The default value is
    /// 268,435,456; 1 to 1 TiB.
    /// </summary>
    public long MaxOpenBytes { get; set; } = 256L << 20;

    /// <summary>
    /// How many attempts of a request may be cut off by the death of their process before it becomes a dead letter; they do not count among
    /// the function's attempts. The default value is 10; 1 to 100.
    /// </summary>
    public int MaxInterruptions { get; set; } = 10;

    /// <summary>
    /// How many dead letters of calls are kept of each function; those that ended first are forgotten. Those of submitted requests, and of
    /// calls with an idempotency key, do not count. The default value is 100; 0 (calls leave none) to 100,000.
    /// </summary>
    public int MaxDeadLettersOfCalls { get; set; } = 100;

    /// <summary>What signs callbacks, as text; its UTF-8 bytes are the key. The default value is empty: callbacks are refused.</summary>
    public string CallbackSecret { get; set; } = "";

    /// <summary>How often the delivery of an outcome is tried before it is given up. The default value is 10; 1 to 1,000.</summary>
    public int CallbackMaxTries { get; set; } = 10;

    /// <summary>How long a receiver has to answer. The default value is 10 seconds; 1 millisecond to 5 minutes.</summary>
    public TimeSpan CallbackTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>About how long to wait after a first try; it doubles with every further one, by chance a quarter more or less. The default value is 1 second; 1 millisecond to 1 hour.</summary>
    public TimeSpan CallbackDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries, about. The default value is 5 minutes; 1 millisecond to one day.</summary>
    public TimeSpan CallbackMaxDelay { get; set; } = TimeSpan.FromMinutes(5);
}
