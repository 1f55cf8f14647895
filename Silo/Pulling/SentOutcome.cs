namespace OrleansDrpc.Hosting;

/// <summary>An outcome that is on its way.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="WithReason">Sent by a call that not every server knows, because it says why a request failed.</param>
internal sealed record SentOutcome(Outcome Outcome, bool WithReason);
