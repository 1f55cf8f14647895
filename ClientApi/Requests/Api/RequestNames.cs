using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>How states are called in JSON and in queries.</summary>
internal static class RequestNames
{
    private static readonly Dictionary<RequestStatus, string> Statuses = new()
    {
        [RequestStatus.Open] = "open",
        [RequestStatus.Succeeded] = "succeeded",
        [RequestStatus.Failed] = "failed",
        [RequestStatus.Cancelled] = "cancelled",
        [RequestStatus.DeadLetter] = "deadLetter",
    };

    public static string Of(RequestStatus status) => Statuses[status];

    public static string Of(CallbackState state) => state switch
    {
        CallbackState.Pending => "pending",
        CallbackState.Delivered => "delivered",
        CallbackState.GivenUp => "givenUp",
        _ => "none",
    };

    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.BadArgument"/>.</exception>
    public static RequestStatus ReadStatus(string text)
    {
        foreach (var (status, name) in Statuses)
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
            {
                return status;
            }
        }

        throw RequestRefusals.Bad($"status is '{text}'; it must be {string.Join(" or ", Statuses.Values)}.");
    }
}
