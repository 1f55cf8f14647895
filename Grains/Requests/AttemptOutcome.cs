namespace OrleansDrpc;

/// <summary>How an attempt ended, and whether the request goes on with another one.</summary>
internal readonly record struct AttemptOutcome(DrpcReply Reply, bool IsReplayed);
