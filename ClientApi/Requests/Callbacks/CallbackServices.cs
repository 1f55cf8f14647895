using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>What deliveries work with.</summary>
internal sealed partial class CallbackServices(
    CallbackBackoff backoff, IOptions<RequestsOptions> options, TimeProvider time, ILogger<CallbackDelivery> log) : IDisposable
{
    // No proxy and no redirects: the outcome goes to the address that the submitter named, or nowhere.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30) })
    {
        Timeout = options.Value.CallbackTimeout,
    };

    public CallbackBackoff Backoff { get; } = backoff;

    public RequestsOptions Options { get; } = options.Value;

    public TimeProvider Time { get; } = time;

    public HttpClient Http => _http;

    public void Dispose() => _http.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Try {Try} to deliver the outcome of request {Id} to {Host} failed: {Reason}")]
    public partial void LogNotDelivered(int @try, RequestId id, string host, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A try to deliver the outcome of request {Id} failed in the front door itself; there will be another one")]
    public partial void LogFailed(Exception exception, RequestId id);

    [LoggerMessage(Level = LogLevel.Error, Message = "The outcome of request {Id} could not be delivered to {Host} in {Tries} tries; it is among the dead letters")]
    public partial void LogGivenUp(RequestId id, string host, int tries);
}
