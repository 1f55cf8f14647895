namespace OrleansDrpc.Embedded;

/// <summary>Items that were there without waiting; the last batch says so.</summary>
internal readonly record struct StreamBatch<T>(T[] Items, int Count, bool IsLast);
