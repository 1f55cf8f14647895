namespace OrleansDrpc.Storage;

/// <summary>The store cannot do what it was asked for; the message says why, and what to do.</summary>
internal sealed class RequestStoreException(string message, Exception? inner = null) : Exception(message, inner);
