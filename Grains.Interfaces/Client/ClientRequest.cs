namespace OrleansDrpc;

/// <summary>Makes requests of calls.</summary>
internal static class ClientRequest
{
    public static DrpcRequest Of<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options, TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new DrpcRequest(IdOf(options), function.Name, ItemBatch.One(argument), null, TextAnswer: false, timeout, Priority: PriorityOf(options), RefuseIfBusy: RefusesIfBusy(options));
    }

    public static DrpcRequest OfText(string function, string argument, CallOptions? options, TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(argument);
        return new DrpcRequest(IdOf(options), function, null, argument, TextAnswer: true, timeout, Priority: PriorityOf(options), RefuseIfBusy: RefusesIfBusy(options));
    }

    private static RequestPriority PriorityOf(CallOptions? options) => options?.Priority ?? RequestPriority.Interactive;

    private static bool RefusesIfBusy(CallOptions? options) => options?.RefuseIfBusy ?? false;

    private static RequestId IdOf(CallOptions? options) => options?.RequestId ?? RequestId.New();
}
