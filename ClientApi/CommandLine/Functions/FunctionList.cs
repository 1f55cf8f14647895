using System.Text;
using System.Text.Json;

namespace OrleansDrpc.ClientApi;

/// <summary>What a front door says of its functions.</summary>
/// <param name="Json">Its own words.</param>
/// <param name="Functions">The same, read.</param>
internal sealed record FunctionList(string Json, IReadOnlyList<ListedFunction> Functions)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <exception cref="DrpcException">It was not reached, or answers with a failure.</exception>
    /// <exception cref="StartException">It answers with something else than a list.</exception>
    public static async Task<FunctionList> AskAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync("v1/functions", cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? Read(http, Encoding.UTF8.GetString(body)) : throw new DrpcException(HttpFailureReader.Read(response, body));
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new DrpcException(DrpcFailureCode.SiloLost, $"{http.BaseAddress} was not reached, or went away before it answered: {e.Message}", e);
        }
    }

    private static FunctionList Read(HttpClient http, string json)
    {
        try
        {
            return new FunctionList(json, JsonSerializer.Deserialize<Listing>(json, Options)?.Functions ?? throw new JsonException("it is null"));
        }
        catch (JsonException e)
        {
            throw new StartException(
                StartException.Failed, $"{http.BaseAddress}v1/functions answers with something that is no list of functions: {e.Message}", e);
        }
    }

    private sealed record Listing(IReadOnlyList<ListedFunction> Functions);
}
