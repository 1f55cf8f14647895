namespace OrleansDrpc.ClientApi;

/// <summary>Calls that failed in the same way, with what the first of them said.</summary>
internal sealed record BenchFailures(DrpcFailureCode Code, long Count, string Message);
