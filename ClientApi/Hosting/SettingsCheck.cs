using System.ComponentModel;
using System.Reflection;
using OrleansDrpc.Functions;
using OrleansDrpc.Hosting;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// Finds settings that no option knows and values that are no value of their option, all at once and with where they come from; binding
/// would pass over the first kind and stop at the first of the second. Ranges are the business of the options' validators.
/// </summary>
internal static class SettingsCheck
{
    public static List<string> Mistakes(IConfigurationRoot configuration) =>
    [
        .. Mistakes<FrontDoorOptions>(configuration, FrontDoorOptions.Section),
        .. Mistakes<DrpcOptions>(configuration, DrpcOptions.Section),
        .. Mistakes<SiloEndpointOptions>(configuration, SiloEndpointOptions.Section),
        .. Mistakes<SampleFunctionsOptions>(configuration, SampleSettings.Section),
        .. SampleSettings.Mistakes(configuration),
    ];

    private static IEnumerable<string> Mistakes<TOptions>(IConfigurationRoot configuration, string section)
    {
        foreach (var setting in configuration.GetSection(section).GetChildren())
        {
            var property = typeof(TOptions).GetProperty(setting.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            if (property is null)
            {
                var known = string.Join(", ", typeof(TOptions).GetProperties().Select(p => p.Name));
                yield return $"{setting.Path} ({SettingSource.Of(configuration, setting.Path)}) is no setting; the section {section} has {known}.";
            }
            else if (!IsValue(property.PropertyType, setting.Value))
            {
                yield return $"{setting.Path} is '{setting.Value}' ({SettingSource.Of(configuration, setting.Path)}); it must be {Expected(property.PropertyType)}.";
            }
        }
    }

    private static bool IsValue(Type type, string? text)
    {
        // Unset, as far as the binder is concerned.
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
        var t => $"a value of type {t.Name}",
    };
}
