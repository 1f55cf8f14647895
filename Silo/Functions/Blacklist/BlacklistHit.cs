namespace OrleansDrpc.Functions;

/// <summary>An entry of the list that resembles the name asked for.</summary>
/// <param name="Id">The entry's id.</param>
/// <param name="Name">The entry's name, as it stands in the list.</param>
/// <param name="Score">How much: 0.85 to 1.</param>
public sealed record BlacklistHit(long Id, string Name, double Score);
