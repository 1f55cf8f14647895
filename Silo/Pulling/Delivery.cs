namespace OrleansDrpc.Hosting;

/// <summary>An outcome for a server that hands out no leases, which may take several attempts to reach it.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Attempts">How many have failed.</param>
internal sealed record Delivery(Outcome Outcome, int Attempts);
