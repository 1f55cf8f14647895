using System.Globalization;
using System.Net.Http.Headers;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>The delivery of one outcome: try after try, each recorded, until the receiver has it or it is given up.</summary>
internal sealed class CallbackDelivery(StoredRequest request, IRequestStore store, CallbackServices services, CancellationToken end)
{
    public const string TryHeader = "Drpc-Callback-Try";

    private readonly Uri _receiver = new(request.Request.Callback!);
    private readonly byte[] _body = services.Views.OutcomeJson(request);
    private int _tries = request.CallbackTries;
    private (CallbackState State, int Tries)? _unrecorded;

    /// <returns>Whether there is to be another try.</returns>
    public async ValueTask<bool> TryAsync()
    {
        if (_unrecorded is null)
        {
            _tries++;
            var failure = await PostAsync();
            _unrecorded = (failure is null ? CallbackState.Delivered : StateAfterFailure(failure), _tries);
        }

        return await RecordAsync();
    }

    private CallbackState StateAfterFailure(string failure)
    {
        services.LogNotDelivered(_tries, request.Request.Id, _receiver.Host, failure);
        if (_tries < services.Options.CallbackMaxTries)
        {
            return CallbackState.Pending;
        }

        services.LogGivenUp(request.Request.Id, _receiver.Host, _tries);
        return CallbackState.GivenUp;
    }

    private async Task<bool> RecordAsync()
    {
        var (state, tries) = _unrecorded!.Value;
        try
        {
            var isOwned = await store.RecordCallbackAsync(request.Request.Id, state, tries, end);
            _unrecorded = null;
            return isOwned && state == CallbackState.Pending;
        }
        catch (RequestStoreException)
        {
            // It is away; what is known already is recorded later, not sent again.
            return true;
        }
    }

    /// <returns>Why it was not delivered; null: it was.</returns>
    private async Task<string?> PostAsync()
    {
        if (services.Options.CallbackSecret == "")
        {
            return $"there is nothing to sign it with ({RequestsOptions.Section}:{nameof(RequestsOptions.CallbackSecret)})";
        }

        using var post = new HttpRequestMessage(HttpMethod.Post, _receiver) { Content = new ByteArrayContent(_body) };
        post.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        post.Headers.Add(CallbackSignature.Header, CallbackSignature.Of(services.Options.CallbackSecret, services.Time.GetUtcNow(), _body));
        post.Headers.Add(DrpcHttpClient.RequestIdHeader, request.Request.Id.ToString());
        post.Headers.Add(TryHeader, _tries.ToString(CultureInfo.InvariantCulture));
        try
        {
            using var answer = await services.Http.SendAsync(post, HttpCompletionOption.ResponseHeadersRead, end);
            return answer.IsSuccessStatusCode ? null : $"it answered {(int)answer.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!end.IsCancellationRequested)
        {
            return $"it did not answer within {services.Options.CallbackTimeout.TotalSeconds:0.###} s";
        }
    }
}
