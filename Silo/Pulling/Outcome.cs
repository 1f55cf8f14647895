using OrleansDrpc.Thrift;

namespace OrleansDrpc.Hosting;

/// <summary>How a request of a server ended here, for that server: with an answer or with a failure.</summary>
/// <param name="Id">The server's id of the request.</param>
/// <param name="Answer">The answer; null: it failed.</param>
/// <param name="Failure">Why; null: it did not fail.</param>
/// <param name="IsStopping">The silo stops and did not take it, so another worker may still run it.</param>
/// <param name="Details">More about the failure, as <see cref="FailureDetails"/>; null: nothing is known.</param>
/// <param name="Coverage">Of the answer, as in <see cref="PartialAnswer{T}.Coverage"/>.</param>
internal sealed record Outcome(string Id, string? Answer, StormFailure? Failure, bool IsStopping = false, string? Details = null, double? Coverage = null);
