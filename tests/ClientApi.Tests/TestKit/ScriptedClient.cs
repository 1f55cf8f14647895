namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A client whose answers the test makes.</summary>
internal sealed class ScriptedClient(Func<string, string, CancellationToken, Task<string>> answer) : IDrpcClient
{
    public Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Commands call by name.");

    public Task<string> ExecuteAsync(string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        answer(function, argument, cancellationToken);
}
