namespace OrleansDrpc.Hosting;

/// <summary>What the command line says. Immutable.</summary>
/// <param name="Arguments">Settings as the configuration reads them from a command line.</param>
/// <param name="Values">Settings by their keys, which count more.</param>
internal sealed record SiloSettings(string[] Arguments, IReadOnlyDictionary<string, string?> Values);
