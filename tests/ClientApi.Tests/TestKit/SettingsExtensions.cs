namespace OrleansDrpc.ClientApi.Tests;

internal static class SettingsExtensions
{
    /// <summary>Settings by key; of two with the same key the later one counts.</summary>
    public static Dictionary<string, string?> DistinctByLast(this IEnumerable<(string Key, string Value)> settings) =>
        settings.GroupBy(setting => setting.Key).ToDictionary(same => same.Key, same => (string?)same.Last().Value);
}
