using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Why something about durable requests is refused.</summary>
internal static class RequestRefusals
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    public static RefusedException StoreOff() => new(
        StatusCodes.Status501NotImplemented,
        $"This front door keeps no requests ({RequestsOptions.Section}:{nameof(RequestsOptions.Store)} is {nameof(RequestStoreKind.None)}). "
            + "Start it with --store file or --store postgres, or call the function by /invoke without an Idempotency-Key.");

    public static HttpFailure StoreAway(RequestStoreException reason) => new(
        DrpcFailureCode.Overloaded, $"Durable requests cannot be served now: {reason.Message}", RetryAfter: Retry);

    public static RefusedException NoSuchRequest(string id) => new(
        StatusCodes.Status404NotFound, $"There is no request '{id}': it never was, or was forgotten some time after its end.");

    public static RefusedException NoDeadLetter(string id) => new(
        StatusCodes.Status404NotFound, $"There is no dead letter '{id}'. GET /v1/dead-letters lists those that there are.");

    public static RefusedException HasEnded(RequestId id, RequestStatus status) => new(
        StatusCodes.Status409Conflict, $"Request {id} cannot be cancelled: it has ended ({RequestNames.Of(status)}).");

    public static RefusedException KeyTaken(string key, StoredRequest other) => new(
        StatusCodes.Status422UnprocessableEntity,
        $"The idempotency key '{key}' belongs to request {other.Request.Id} of function '{other.Request.Function}' with another argument. Use a new key for a new request.");

    public static RefusedException IdTaken(RequestId id) => new(
        StatusCodes.Status409Conflict,
        $"There is a request {id} already, with another {SubmitHeaders.KeyHeader} or none. Use a new id for a new request, or the key of that one to join it.");

    public static DrpcException TooMany(int open, RequestId id) => Overloaded(
        $"{open:N0} durable requests are open here already, the limit ({RequestsOptions.Section}:{nameof(RequestsOptions.MaxOpen)}). Submit again later.", id);

    public static DrpcException TooManyCallbacks(int owed, RequestId id) => Overloaded(
        $"{owed:N0} outcomes wait for their receivers here already, the limit ({RequestsOptions.Section}:{nameof(RequestsOptions.MaxOpen)}). "
            + "Submit again later, or without a callback.",
        id);

    public static DrpcException TooLarge(long limit, RequestId id) => Overloaded(
        $"The arguments of the open durable requests would be over {limit:N0} bytes with this one, the limit "
            + $"({RequestsOptions.Section}:{nameof(RequestsOptions.MaxOpenBytes)}). Submit again later.",
        id);

    public static DrpcException Bad(string message) => new(DrpcFailureCode.BadArgument, message);

    private static DrpcException Overloaded(string message, RequestId id) =>
        new(new DrpcFailure(DrpcFailureCode.Overloaded, message, id, RetryAfter: Retry));
}
