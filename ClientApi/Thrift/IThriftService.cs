namespace OrleansDrpc.ClientApi;

/// <summary>One of Storm's two Thrift services.</summary>
internal interface IThriftService
{
    /// <summary>
    /// Answers the calls of a connection until it ends: one after another, in order, as Storm does. A call that waits holds a task, not a
    /// thread.
    /// </summary>
    /// <exception cref="OrleansDrpc.Thrift.ThriftProtocolException">What came makes no sense; the connection has to be closed.</exception>
    Task ServeAsync(ThriftPeer peer);
}
