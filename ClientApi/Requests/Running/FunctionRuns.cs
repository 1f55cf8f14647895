namespace OrleansDrpc.ClientApi;

/// <summary>The runs of one function: those that have places, and those that wait. Not thread-safe: the places' lock guards it.</summary>
internal sealed class FunctionRuns
{
    public FunctionRuns() => (Interactive, Batch) = (new RunQueue(this, RequestPriority.Interactive), new RunQueue(this, RequestPriority.Batch));

    /// <summary>How many places they have.</summary>
    public int Held { get; set; }

    public RunQueue Interactive { get; }

    public RunQueue Batch { get; }

    public bool IsIdle => Held == 0 && Interactive.Count == 0 && Batch.Count == 0;

    public RunQueue Of(RequestPriority priority) => priority == RequestPriority.Batch ? Batch : Interactive;
}
