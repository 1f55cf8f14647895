namespace OrleansDrpc.Hosting.Tests;

/// <summary>A silo that refuses the first calls.</summary>
internal sealed class RefusingClient(IDrpcClient inner, DrpcFailureCode code, int times) : IDrpcClient
{
    private int _calls;

    public Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        inner.ExecuteAsync(function, argument, options, cancellationToken);

    public Task<string> ExecuteAsync(string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        inner.ExecuteAsync(function, argument, options, cancellationToken);

    public Task<PartialAnswer<string>> ExecutePartialAsync(
        string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Interlocked.Increment(ref _calls) <= times
            ? throw new DrpcException(code, "The silo would not.")
            : inner.ExecutePartialAsync(function, argument, options, cancellationToken);
}
