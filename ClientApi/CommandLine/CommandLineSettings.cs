namespace OrleansDrpc.ClientApi;

/// <summary>What the command line says. Immutable.</summary>
/// <param name="ConfigFile">The settings file; null: appsettings.json of the working directory, if there is one.</param>
/// <param name="Values">Settings by their keys.</param>
internal sealed record CommandLineSettings(string? ConfigFile, IReadOnlyDictionary<string, string?> Values);
