namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A client whose answers the test makes.</summary>
internal sealed class ScriptedClient(Func<string, string, CancellationToken, Task<string>> answer) : IDrpcClient
{
    /// <summary>Of all answers.</summary>
    public double? Coverage { get; init; }

    public Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Commands call by name.");

    public Task<string> ExecuteAsync(string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        answer(function, argument, cancellationToken);

    public async Task<PartialAnswer<string>> ExecutePartialAsync(
        string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        new(await answer(function, argument, cancellationToken), Coverage);
}
