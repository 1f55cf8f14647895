using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// Answers what functions there are. Those of the silo are fixed while it runs, so the answers are made once; those that workers pull come
/// and go.
/// </summary>
internal sealed class FunctionListing
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = DrpcJson.Options.Encoder,
        WriteIndented = true,
    };

    private readonly Dictionary<string, FunctionDescription> _registered;
    private readonly byte[] _allRegistered;
    private readonly Dictionary<string, byte[]> _eachRegistered;
    private readonly WorkerQueues _queues;
    private readonly TimeSpan _requestTimeout;

    public FunctionListing(IFunctionCatalog functions, WorkerQueues queues, IOptions<DrpcOptions> drpc, IOptions<WorkerQueueOptions> pulled)
    {
        var described = functions.Functions.Select(function => FunctionDescription.Of(function, drpc.Value.DefaultDeadline)).ToArray();
        _registered = described.ToDictionary(function => function.Name, StringComparer.Ordinal);
        _allRegistered = JsonSerializer.SerializeToUtf8Bytes(new Listing(described), Json);
        _eachRegistered = described.ToDictionary(function => function.Name, function => JsonSerializer.SerializeToUtf8Bytes(function, Json));
        _queues = queues;
        _requestTimeout = pulled.Value.RequestTimeout;
    }

    public Task WriteAllAsync(HttpContext context)
    {
        CallHeaders.Stamp(context);
        var pulled = _queues.Functions;
        return WriteAsync(context, pulled.Count == 0 ? _allRegistered : JsonSerializer.SerializeToUtf8Bytes(new Listing(WithRegistered(pulled)), Json));
    }

    public Task WriteOneAsync(HttpContext context)
    {
        CallHeaders.Stamp(context);
        var name = (string)context.Request.RouteValues[CallEndpoint.FunctionParameter]!;
        if (_queues.Find(name) is { } pulled)
        {
            return WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(Describe(pulled), Json));
        }

        return _eachRegistered.TryGetValue(name, out var registered)
            ? WriteAsync(context, registered)
            : FailureWriter.WriteProblemAsync(context, new HttpFailure(
                DrpcFailureCode.UnknownFunction, $"There is no function '{name}'. GET /v1/functions lists those that there are."));
    }

    private FunctionDescription[] WithRegistered(IReadOnlyList<PulledFunction> pulled) =>
    [
        .. _registered.Values.ExceptBy(pulled.Select(function => function.Name), function => function.Name)
            .Concat(pulled.Select(Describe))
            .OrderBy(function => function.Name, StringComparer.Ordinal),
    ];

    private FunctionDescription Describe(PulledFunction pulled) => _registered.TryGetValue(pulled.Name, out var registered)
        ? registered.With(pulled)
        : FunctionDescription.Of(pulled, pulled.Deadline is { } deadline && deadline < _requestTimeout ? deadline : _requestTimeout);

    private static Task WriteAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
    }

    private sealed record Listing(IReadOnlyList<FunctionDescription> Functions);
}
