using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace OrleansDrpc.ClientApi;

/// <summary>Says in the user's words who set a setting.</summary>
internal static class SettingSource
{
    /// <returns>Null: nobody did, so it is the default.</returns>
    public static string? Of(IConfigurationRoot configuration, string key) => configuration.Providers.LastOrDefault(provider => Sets(provider, key)) switch
    {
        EnvironmentVariablesConfigurationProvider => $"set by the environment variable {key.Replace(":", "__", StringComparison.Ordinal)}",
        JsonConfigurationProvider file => $"set by the file {file.Source.Path}",
        not null when SettingOption.All.FirstOrDefault(option => option.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) is { } option =>
            $"set by {option.Option.Name}",
        _ => null,
    };

    private static bool Sets(IConfigurationProvider provider, string key) =>
        provider.TryGet(key, out _) || provider.GetChildKeys([], key).Any();
}
