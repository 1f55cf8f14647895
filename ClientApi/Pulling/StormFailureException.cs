namespace OrleansDrpc.ClientApi;

/// <summary>The inner exception of a <see cref="DrpcException"/> that Storm has words of its own for, so that Storm's wire can carry them verbatim.</summary>
internal sealed class StormFailureException(StormFailure failure) : Exception(failure.Message)
{
    public StormFailure Failure { get; } = failure;
}
