namespace OrleansDrpc.Thrift;

/// <summary>A call on its way to a server.</summary>
internal sealed record OutgoingCall(string Function, string Argument, bool IsBatch = false)
{
    public void Write(ThriftConnection connection) => ExecuteCall.Write(connection.Output, connection.NextSequenceId(), Function, Argument, IsBatch);

    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.BadArgument"/>.</exception>
    public void CheckSize(int maxBytes)
    {
        var bytes = ExecuteCall.BytesOf(Function, Argument, IsBatch);
        if (bytes > maxBytes)
        {
            throw new DrpcException(
                DrpcFailureCode.BadArgument,
                $"The call of '{Function}' would be a message of {bytes:N0} bytes, and {nameof(DrpcThriftClientOptions.MaxFrameBytes)} is {maxBytes:N0}. "
                + "Send less, or raise the limit here and at the server.");
        }
    }
}
