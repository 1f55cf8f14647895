using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>What the routes that call functions work with.</summary>
internal sealed class CallServices(
    IDrpcClient client, IFunctionCatalog functions, Readiness readiness, IOptions<DrpcOptions> options, ILogger<CallEndpoint> log)
{
    public IDrpcClient Client { get; } = client;

    public IFunctionCatalog Functions { get; } = functions;

    public Readiness Readiness { get; } = readiness;

    public int MaxArgumentBytes { get; } = options.Value.MaxArgumentBytes;

    public ILogger Log { get; } = log;
}
