namespace OrleansDrpc.ClientApi;

/// <summary>The API refuses something for a reason that no <see cref="DrpcFailureCode"/> covers.</summary>
/// <param name="status">The HTTP status that does.</param>
/// <param name="message">What was wrong, and what to do.</param>
internal sealed class RefusedException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
