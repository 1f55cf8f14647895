namespace OrleansDrpc;

/// <summary>Makes requests of calls.</summary>
internal static class ClientRequest
{
    private static readonly CallOptions Default = new();

    public static DrpcRequest Of<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options, TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(function);
        return New(function.Name, ItemBatch.One(argument), null, textAnswer: false, options, timeout);
    }

    public static DrpcRequest OfText(string function, string argument, CallOptions? options, TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(argument);
        return New(function, null, argument, textAnswer: true, options, timeout);
    }

    private static DrpcRequest New(string function, ItemBatch? item, string? text, bool textAnswer, CallOptions? options, TimeSpan? timeout)
    {
        options ??= Default;
        return new DrpcRequest(
            options.RequestId ?? RequestId.New(),
            function,
            item,
            text,
            textAnswer,
            timeout,
            options.FirstAttempt,
            options.Priority,
            options.RefuseIfBusy,
            options.MaxAttempts);
    }
}
