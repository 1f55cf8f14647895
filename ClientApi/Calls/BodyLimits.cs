namespace OrleansDrpc.ClientApi;

/// <summary>How large the body of a call may be, and those of all calls that are being received.</summary>
/// <param name="MaxBytes">Of one.</param>
/// <param name="Receiving">Of all.</param>
internal sealed record BodyLimits(int MaxBytes, ByteLimit Receiving);
