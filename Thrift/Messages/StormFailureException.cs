namespace OrleansDrpc.Thrift;

/// <summary>A <see cref="StormFailure"/> on its way through code that throws; the inner exception of a <see cref="DrpcException"/>.</summary>
internal sealed class StormFailureException(StormFailure failure) : Exception(failure.Message)
{
    public StormFailure Failure { get; } = failure;
}
