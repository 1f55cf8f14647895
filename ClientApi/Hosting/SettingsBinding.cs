using System.ComponentModel;
using System.Reflection;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// Finds settings that no option knows and values that are no value of their option; binding passes over the first kind and stops at the
/// first of the second.
/// </summary>
internal static class SettingsBinding
{
    /// <returns>By the settings' keys.</returns>
    public static IEnumerable<(string Key, string Mistake)> Mistakes<TOptions>(IConfigurationRoot configuration, string section)
    {
        foreach (var setting in configuration.GetSection(section).GetChildren())
        {
            var property = typeof(TOptions).GetProperty(setting.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            if (property is null)
            {
                var known = string.Join(", ", typeof(TOptions).GetProperties().Select(p => p.Name));
                yield return (setting.Path, $"{setting.Path} is no setting; {section} has {known}.");
            }
            else if (!IsValue(property.PropertyType, setting.Value))
            {
                yield return (setting.Path, $"{setting.Path} is '{setting.Value}'; it must be {Expected(property.PropertyType)}.");
            }
        }
    }

    private static bool IsValue(Type type, string? text)
    {
        if (string.IsNullOrEmpty(text) && Nullable.GetUnderlyingType(type) is not null)
        {
            return true;
        }

        try
        {
            return text is not null && (type == typeof(string) || TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string Expected(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(TimeSpan) => "a time, such as 00:00:30 for 30 seconds",
        { IsEnum: true } t => string.Join(" or ", Enum.GetNames(t)),
        var t => $"a value of type {t.Name}",
    };
}
