using System.Text;

namespace OrleansDrpc.Thrift;

/// <summary>A call on its way to a server.</summary>
internal sealed record OutgoingCall(string Function, string Argument)
{
    // All that is in a message of execute beside the two strings.
    private const int FixedBytes = 34;

    public void Write(ThriftConnection connection) => ExecuteCall.Write(connection.Output, connection.NextSequenceId(), Function, Argument);

    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.BadArgument"/>.</exception>
    public void CheckSize(int maxBytes)
    {
        var bytes = FixedBytes + (long)Encoding.UTF8.GetByteCount(Function) + Encoding.UTF8.GetByteCount(Argument);
        if (bytes > maxBytes)
        {
            throw new DrpcException(
                DrpcFailureCode.BadArgument,
                $"The call of '{Function}' would be a message of {bytes:N0} bytes, and {nameof(DrpcThriftClientOptions.MaxFrameBytes)} is {maxBytes:N0}. "
                + "Send less, or raise the limit here and at the server.");
        }
    }
}
