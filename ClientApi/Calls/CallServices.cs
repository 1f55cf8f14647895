using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>What the routes that call functions work with.</summary>
internal sealed class CallServices(
    FunctionRouter router,
    IFunctionCatalog functions,
    Readiness readiness,
    RunningCalls running,
    KeyedCalls keyed,
    CallLetters letters,
    ReceivingLimit receiving,
    IOptions<DrpcOptions> options,
    ILogger<CallEndpoint> log)
{
    public FunctionRouter Router { get; } = router;

    public IFunctionCatalog Functions { get; } = functions;

    public Readiness Readiness { get; } = readiness;

    public RunningCalls Running { get; } = running;

    public KeyedCalls Keyed { get; } = keyed;

    public CallLetters Letters { get; } = letters;

    public BodyLimits Limits { get; } = new(options.Value.MaxArgumentBytes, receiving);

    public ILogger Log { get; } = log;
}
