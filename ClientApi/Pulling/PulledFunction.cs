namespace OrleansDrpc.ClientApi;

/// <summary>A function that workers pull, as it stands at a moment. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Workers">How many connections serve it: they have asked for it within the last minute, or have requests of it.</param>
/// <param name="Queued">How many requests wait for a worker.</param>
/// <param name="Leased">How many requests are with a worker.</param>
/// <param name="Deadline">As its workers say; null: they do not.</param>
internal sealed record PulledFunction(string Name, int Workers, int Queued, int Leased, TimeSpan? Deadline = null);
