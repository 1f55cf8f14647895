using System.Net.Sockets;

namespace OrleansDrpc.Thrift;

/// <summary>None of the servers accepts a connection, so the call was not sent; the inner exception of a <see cref="DrpcException"/>.</summary>
internal sealed class NoServerException(string message, SocketException cause) : Exception(message, cause);
