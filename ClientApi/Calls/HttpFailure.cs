using OrleansDrpc.Storage;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>What went wrong with a request, on its way to HTTP. Immutable.</summary>
/// <param name="Code">The kind of failure; null where the service's own kinds do not cover it: an unknown route, an accident.</param>
/// <param name="Message">For people.</param>
/// <param name="Status">The status where HTTP has a better one than the code's; null: the code's (<see cref="FailureStatus"/>).</param>
/// <param name="Stage">The stage in which it happened, where it happened in one.</param>
/// <param name="RetryAfter">When a new try makes sense.</param>
/// <param name="Storm">The failure in Storm's words, where it has them: what a worker reported, verbatim.</param>
internal sealed record HttpFailure(
    DrpcFailureCode? Code, string Message, int? Status = null, string? Stage = null, TimeSpan? RetryAfter = null, StormFailure? Storm = null)
{
    /// <summary>Whether it is a mistake in the front door rather than something that it expects.</summary>
    public bool IsUnexpected => Code is null && Status == StatusCodes.Status500InternalServerError;

    public static HttpFailure Of(Exception exception) => exception switch
    {
        DrpcException { Failure: var failure, InnerException: var inner } => new HttpFailure(
            failure.Code, failure.Message, null, failure.Stage, failure.RetryAfter, (inner as StormFailureException)?.Failure),
        BadHttpRequestException bad => new HttpFailure(DrpcFailureCode.BadArgument, bad.Message, bad.StatusCode),
        RefusedException refusal => new HttpFailure(null, refusal.Message, refusal.Status),
        RequestStoreException away => RequestRefusals.StoreAway(away),
        _ => new HttpFailure(null, "The front door failed; its log tells why.", StatusCodes.Status500InternalServerError),
    };
}
