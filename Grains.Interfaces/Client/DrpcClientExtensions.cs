namespace OrleansDrpc;

/// <summary>Shorter forms of the calls.</summary>
public static class DrpcClientExtensions
{
    /// <summary>Calls a function by its definition.</summary>
    public static Task<TResult> ExecuteAsync<TArgument, TResult>(
        this IDrpcClient client, DrpcFunction<TArgument, TResult> function, TArgument argument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.ExecuteAsync(function, argument, options: null, cancellationToken);
    }

    /// <summary>Calls a function by its name, with text in and out.</summary>
    public static Task<string> ExecuteAsync(this IDrpcClient client, string function, string argument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.ExecuteAsync(function, argument, options: null, cancellationToken);
    }

    /// <summary>Calls a function by its name with a typed argument and result, for callers that do not have its definition.</summary>
    /// <exception cref="System.Text.Json.JsonException">The answer is no JSON of <typeparamref name="TResult"/>.</exception>
    public static async Task<TResult> ExecuteAsync<TArgument, TResult>(
        this IDrpcClient client, string function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var text = await client.ExecuteAsync(function, DrpcText.From(argument), options, cancellationToken);
        return DrpcText.To<TResult>(text);
    }
}
