namespace OrleansDrpc.Storage.Tests;

/// <summary>Records deliveries where a test does not care of which outcome.</summary>
internal static class CallbackRecording
{
    /// <summary>Records how the delivery of the outcome stands that the request has now.</summary>
    public static async Task<bool> RecordCallbackAsync(
        this IRequestStore store, RequestId id, CallbackState state, int tries, CancellationToken cancellationToken)
    {
        var request = await store.GetAsync(id, cancellationToken);
        return await store.RecordCallbackAsync(id, request?.Outcome?.Ended ?? Requests.At(0), state, tries, cancellationToken);
    }
}
