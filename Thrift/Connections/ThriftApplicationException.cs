namespace OrleansDrpc.Thrift;

/// <summary>The server answered a call with a TApplicationException.</summary>
internal sealed class ThriftApplicationException(ApplicationError error) : Exception(error.Message)
{
    public ApplicationError Error { get; } = error;
}
