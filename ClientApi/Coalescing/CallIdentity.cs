namespace OrleansDrpc.ClientApi;

/// <summary>What makes calls equal. Priorities are told apart, so that an interactive caller does not wait for a batch one's turn.</summary>
internal readonly record struct CallIdentity(string Function, string Argument, RequestPriority Priority);
