namespace OrleansDrpc.ClientApi;

/// <summary>
/// What becomes of a call of a function that is not registered, not configured, and that no worker has asked for within the last minute.
/// </summary>
public enum UnknownFunctionPolicy
{
    /// <summary>It fails at once, and the message names the functions that are known.</summary>
    Refuse,

    /// <summary>It waits for a worker until its timeout, as at Storm.</summary>
    Wait,
}
