namespace OrleansDrpc;

/// <summary>Makes requests of calls.</summary>
internal static class ClientRequest
{
    public static DrpcRequest Of<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options, TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new DrpcRequest(IdOf(options), function.Name, ItemBatch.One(argument), null, TextAnswer: false, timeout, FirstOf(options), options?.MaxAttempts);
    }

    public static DrpcRequest OfText(string function, string argument, CallOptions? options, TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(argument);
        return new DrpcRequest(IdOf(options), function, null, argument, TextAnswer: true, timeout, FirstOf(options), options?.MaxAttempts);
    }

    private static RequestId IdOf(CallOptions? options) => options?.RequestId ?? RequestId.New();

    private static int FirstOf(CallOptions? options) => options?.FirstAttempt ?? 1;
}
