namespace OrleansDrpc.Functions;

/// <summary>A line of a list.</summary>
/// <param name="Id">Its number, which no other line has.</param>
/// <param name="Name">A person, company, ship or aircraft.</param>
internal sealed record BlacklistEntry(long Id, string Name);
