using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Posts outcomes, signed. Thread-safe.</summary>
internal sealed class CallbackPost(RequestViews views, CallbackServices services)
{
    public const string TryHeader = "Drpc-Callback-Try";

    /// <param name="request">A request with its outcome.</param>
    /// <param name="number">Which try it is; 1 for the first.</param>
    /// <param name="end">Gives up.</param>
    /// <returns>Why it was not delivered; null: it was.</returns>
    public async Task<string?> SendAsync(StoredRequest request, int number, CancellationToken end)
    {
        if (services.Options.CallbackSecret == "")
        {
            return $"there is nothing to sign it with ({RequestsOptions.Section}:{nameof(RequestsOptions.CallbackSecret)})";
        }

        using var post = Message(request, number);
        try
        {
            using var answer = await services.Http.SendAsync(post, HttpCompletionOption.ResponseHeadersRead, end);
            return answer.IsSuccessStatusCode ? null : $"it answered {(int)answer.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!end.IsCancellationRequested)
        {
            return $"it did not answer within {services.Options.CallbackTimeout.TotalSeconds:0.###} s";
        }
    }

    private HttpRequestMessage Message(StoredRequest request, int number)
    {
        var body = views.OutcomeJson(request);
        var post = new HttpRequestMessage(HttpMethod.Post, request.Request.Callback) { Content = new ByteArrayContent(body) };
        post.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        post.Headers.Add(CallbackSignature.Header, CallbackSignature.Of(services.Options.CallbackSecret, services.Time.GetUtcNow(), body));
        post.Headers.Add(DrpcHttpClient.RequestIdHeader, request.Request.Id.ToString());
        post.Headers.Add(TryHeader, number.ToString(CultureInfo.InvariantCulture));
        return post;
    }
}
