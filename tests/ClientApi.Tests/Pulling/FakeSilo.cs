using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A silo with two functions that says what it was asked. It does not read the definitions' code.</summary>
/// <param name="more">Other functions that it has.</param>
internal sealed class FakeSilo(params DrpcFunction[] more) : IFunctionCatalog, IDrpcClient
{
    private readonly ConcurrentQueue<(string Function, string Argument, CallOptions? Options)> _calls = new();

    public IReadOnlyList<DrpcFunction> Functions { get; } = [TestFunctions.CountWords, TestFunctions.Echo, .. more];

    public IReadOnlyCollection<(string Function, string Argument, CallOptions? Options)> Calls => _calls;

    public bool TryGet(string name, [MaybeNullWhen(false)] out DrpcFunction function)
    {
        function = Functions.FirstOrDefault(function => function.Name == name);
        return function is not null;
    }

    public Task<string> ExecuteAsync(string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        _calls.Enqueue((function, argument, options));
        return Task.FromResult($"silo: {argument}");
    }

    public async Task<PartialAnswer<string>> ExecutePartialAsync(
        string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        new(await ExecuteAsync(function, argument, options, cancellationToken), Coverage: null);

    public Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The front door passes text on.");
}
