namespace OrleansDrpc.ClientApi;

/// <summary>What one worker's connection has to do with one function. Not thread-safe: the queues' lock guards it.</summary>
internal sealed class WorkerShare
{
    /// <summary>When it last asked, or stopped waiting or working.</summary>
    public TimeSpan LastSeen { get; set; }

    /// <summary>Its long polls that wait now.</summary>
    public int Pulls { get; set; }

    /// <summary>The requests that it has.</summary>
    public int Leases { get; set; }

    public bool Serves(TimeSpan now) => Pulls > 0 || Leases > 0 || now - LastSeen <= FunctionQueue.Memory;
}
