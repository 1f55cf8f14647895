namespace OrleansDrpc;

/// <summary>
/// Calls functions. Thread-safe; any number of calls at once. Every call ends with the answer or with a <see cref="DrpcException"/>, at
/// the latest shortly after its deadline; when <c>cancellationToken</c> fires it ends with <see cref="OperationCanceledException"/> and the
/// work is stopped on every silo. Where a cluster client calls, a call whose home dies or stops goes on at another silo, while its function's
/// attempts and its deadline allow. A call made inside a silo has that silo as its home and ends with it; one over HTTP or Thrift ends with its
/// front door.
/// </summary>
public interface IDrpcClient
{
    /// <summary>Calls a function by its definition.</summary>
    Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Calls a function by its name, with text in and out as at Storm's doors: a string is itself, any other type is JSON.</summary>
    Task<string> ExecuteAsync(string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Calls a function by its definition, and tells a whole answer from one in part.</summary>
    /// <exception cref="NotSupportedException">This client cannot tell, because what it talks to does not say.</exception>
    Task<PartialAnswer<TResult>> ExecutePartialAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        throw CannotTell();

    /// <summary>Calls a function by its name, with text in and out, and tells a whole answer from one in part.</summary>
    /// <exception cref="NotSupportedException">This client cannot tell, because what it talks to does not say.</exception>
    Task<PartialAnswer<string>> ExecutePartialAsync(
        string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default) => throw CannotTell();

    private NotSupportedException CannotTell() => new($"{GetType().Name} cannot tell whole answers from partial ones; use ExecuteAsync.");
}
