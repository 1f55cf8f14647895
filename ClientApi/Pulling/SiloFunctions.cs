using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>The functions that are registered in the front door's own silo, as text in and text out. Thread-safe.</summary>
internal sealed class SiloFunctions(IFunctionCatalog catalog, IDrpcClient client, IOptions<DrpcOptions> options)
{
    private static readonly CallOptions Refusable = new() { RefuseIfBusy = true };

    public IEnumerable<string> Names => catalog.Functions.Select(function => function.Name);

    public bool Has(string name) => catalog.TryGet(name, out _);

    /// <returns>Null: it is not registered.</returns>
    public TimeSpan? DeadlineOf(string name) =>
        catalog.TryGet(name, out var function) ? function.Settings.Deadline ?? options.Value.DefaultDeadline : null;

    /// <summary>Refuses an argument that a registered function would refuse.</summary>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.BadArgument"/>.</exception>
    public void ThrowIfBad(string name, string argument, RequestId id)
    {
        if (catalog.TryGet(name, out var function))
        {
            var call = new CallOptions { RequestId = id };
            ArgumentReader.Read(function, ClientRequest.OfText(name, argument, call, null), options.Value.MaxArgumentBytes, out _);
        }
    }

    /// <summary>Whether equal calls of it share one execution.</summary>
    public bool Coalesces(string name) => catalog.TryGet(name, out var function) && function.Settings.CoalescesIdentical;

    /// <summary>Whether at a call's deadline it answers with what is done.</summary>
    public bool AnswersInPart(string name) => catalog.TryGet(name, out var function) && function.Settings.PartialAnswers;

    /// <summary>Whether it is registered as one that is never tried again.</summary>
    public bool IsUnreliable(string name) => catalog.TryGet(name, out var function) && function.Settings.MaxAttempts == 1;

    public Task<PartialAnswer<string>> ExecuteAsync(string function, string argument, CallOptions? call, CancellationToken cancellationToken) =>
        client.ExecutePartialAsync(function, argument, call is null ? Refusable : call with { RefuseIfBusy = true }, cancellationToken);
}
