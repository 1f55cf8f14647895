using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>What a try to deliver an outcome came to.</summary>
/// <param name="Outcome">When the outcome came about that was to be delivered; another one of the request is not touched.</param>
/// <param name="State">How the delivery stands.</param>
/// <param name="Tries">How many tries there were.</param>
internal sealed record CallbackProgress(DateTimeOffset Outcome, CallbackState State, int Tries);
