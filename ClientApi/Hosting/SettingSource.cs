using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace OrleansDrpc.ClientApi;

/// <summary>Says in the user's words who set a setting.</summary>
internal static class SettingSource
{
    public static string Of(IConfigurationRoot configuration, string key) => configuration.Providers.LastOrDefault(provider => Sets(provider, key)) switch
    {
        EnvironmentVariablesConfigurationProvider => $"environment variable {key.Replace(":", "__", StringComparison.Ordinal)}",
        JsonConfigurationProvider file => $"file {file.Source.Path}",
        _ => SettingOption.All.FirstOrDefault(option => option.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) is { } option
            ? $"option {option.Option.Name}"
            : "settings",
    };

    private static bool Sets(IConfigurationProvider provider, string key) =>
        provider.TryGet(key, out _) || provider.GetChildKeys([], key).Any();
}
