namespace OrleansDrpc.Embedded;

/// <summary>What a call is delivered to: an activation, or a pool of stateless workers.</summary>
internal interface ICallTarget
{
    Silo Silo { get; }

    /// <summary>False when it has ended: the caller looks for its successor.</summary>
    bool TryEnqueue(GrainCall call);
}
