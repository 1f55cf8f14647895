using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace OrleansDrpc;

/// <summary>
/// Calls functions through a front door over HTTP (<c>/v1/functions/{name}/invoke</c>, and <c>/drpc/{name}</c> for text). Thread-safe.
/// Where the connection fails, the call ends with <see cref="DrpcFailureCode.SiloLost"/> and the <see cref="HttpRequestException"/> as inner
/// exception; its <see cref="HttpRequestException.HttpRequestError"/> tells whether there was a connection at all, without which nothing has run.
/// </summary>
/// <param name="http">
/// A client whose base address is the front door's. Its own timeout should be longer than the functions' deadlines.
/// The caller owns and disposes of it.
/// </param>
public sealed class DrpcHttpClient(HttpClient http) : IDrpcClient
{
    /// <summary>Says how long the caller waits: seconds with a fraction, as in <c>1.5</c>.</summary>
    public const string TimeoutHeader = "Drpc-Timeout";

    /// <summary>The request's id, in every answer.</summary>
    public const string RequestIdHeader = "Drpc-Request-Id";

    /// <summary>Whether the request goes before or after others: <c>interactive</c> (the default) or <c>batch</c>.</summary>
    public const string PriorityHeader = "Drpc-Priority";

    /// <summary>In the answer of a function that answers in part: the share of the work that was done, such as <c>0.75</c>; not there: all of it.</summary>
    public const string CoverageHeader = "Drpc-Coverage";

    // From here on it is worth asking first whether the front door takes the body at all.
    private const int LargeBody = 1 << 16;
    private const string ProblemType = "application/problem+json";

    /// <inheritdoc/>
    public async Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        (await ExecutePartialAsync(function, argument, options, cancellationToken)).Value;

    /// <inheritdoc/>
    public async Task<string> ExecuteAsync(string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        (await ExecutePartialAsync(function, argument, options, cancellationToken)).Value;

    /// <inheritdoc/>
    public async Task<PartialAnswer<TResult>> ExecutePartialAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var json = JsonSerializer.SerializeToUtf8Bytes(argument, DrpcJson.Options);
        var path = $"v1/functions/{Uri.EscapeDataString(function.Name)}/invoke";
        var answer = await PostAsync(path, json, "application/json", options, cancellationToken);
        return new PartialAnswer<TResult>(JsonSerializer.Deserialize<TResult>(answer.Value, DrpcJson.Options)!, answer.Coverage);
    }

    /// <inheritdoc/>
    public async Task<PartialAnswer<string>> ExecutePartialAsync(
        string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(argument);
        var answer = await PostAsync($"drpc/{Uri.EscapeDataString(function)}", Encoding.UTF8.GetBytes(argument), "text/plain", options, cancellationToken);
        return new PartialAnswer<string>(Encoding.UTF8.GetString(answer.Value), answer.Coverage);
    }

    private async Task<PartialAnswer<byte[]>> PostAsync(string path, byte[] body, string type, CallOptions? options, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        request.Headers.ExpectContinue = body.Length >= LargeBody ? true : null;
        request.Headers.Accept.ParseAdd($"*/*, {ProblemType}");
        if (options?.Timeout is { } timeout)
        {
            request.Headers.Add(TimeoutHeader, timeout.TotalSeconds.ToString("0.#######", CultureInfo.InvariantCulture));
        }

        if (options?.RequestId is { } id)
        {
            request.Headers.Add(RequestIdHeader, id.ToString());
        }

        if (options?.Priority == RequestPriority.Batch)
        {
            request.Headers.Add(PriorityHeader, "batch");
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? new PartialAnswer<byte[]>(answer, CoverageOf(response)) : throw new DrpcException(HttpFailureReader.Read(response, answer));
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            throw Lost(DrpcFailureCode.SiloLost, $"The front door {http.BaseAddress} was not reached, or went away before it answered: {e.Message}", options, OfHttp(e));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Lost(DrpcFailureCode.TimedOut, $"No answer within the HTTP client's own timeout of {http.Timeout}; give it more than the function's deadline.", options, e);
        }
    }

    // The connection pool lets this one through where a connection ends just as it was made, before anything is sent.
    private static HttpRequestException OfHttp(Exception failure) =>
        failure as HttpRequestException ?? new HttpRequestException(HttpRequestError.ConnectionError, failure.Message, failure);

    private static double? CoverageOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues(CoverageHeader, out var values) && double.TryParse(values.First(), CultureInfo.InvariantCulture, out var coverage)
            ? coverage
            : null;

    private static DrpcException Lost(DrpcFailureCode code, string message, CallOptions? options, Exception cause) =>
        new(new DrpcFailure(code, message, options?.RequestId), cause);
}
