using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>Answers what functions there are. They are fixed while the silo runs, so the answers are made once.</summary>
internal sealed class FunctionListing
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = DrpcJson.Options.Encoder,
        WriteIndented = true,
    };

    private readonly byte[] _all;
    private readonly Dictionary<string, byte[]> _each;

    public FunctionListing(IFunctionCatalog functions, IOptions<DrpcOptions> options)
    {
        var described = functions.Functions.Select(function => FunctionDescription.Of(function, options.Value.DefaultDeadline)).ToArray();
        _all = JsonSerializer.SerializeToUtf8Bytes(new Listing(described), Json);
        _each = described.ToDictionary(function => function.Name, function => JsonSerializer.SerializeToUtf8Bytes(function, Json));
    }

    public Task WriteAllAsync(HttpContext context)
    {
        CallHeaders.Stamp(context);
        return WriteAsync(context, _all);
    }

    public Task WriteOneAsync(HttpContext context)
    {
        CallHeaders.Stamp(context);
        var name = (string)context.Request.RouteValues[CallEndpoint.FunctionParameter]!;
        return _each.TryGetValue(name, out var description)
            ? WriteAsync(context, description)
            : FailureWriter.WriteProblemAsync(context, new HttpFailure(
                DrpcFailureCode.UnknownFunction, $"There is no function '{name}'. GET /v1/functions lists those that there are."));
    }

    private static Task WriteAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
    }

    private sealed record Listing(IReadOnlyList<FunctionDescription> Functions);
}
