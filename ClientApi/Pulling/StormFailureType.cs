namespace OrleansDrpc.ClientApi;

/// <summary>Storm's <c>DRPCExceptionType</c>; numbers, because the wire may bring any.</summary>
internal static class StormFailureType
{
    public const int InternalError = 0;
    public const int ServerShutdown = 1;
    public const int ServerTimeout = 2;
    public const int FailedRequest = 3;
}
