namespace OrleansDrpc.Functions;

/// <summary>A name to look for in one share of the list.</summary>
/// <param name="Shard">Which share, from 0.</param>
/// <param name="Name">The name, normalised.</param>
internal sealed record ShardQuery(int Shard, string Name);
