using System.Text.RegularExpressions;

namespace OrleansDrpc.Hosting;

/// <summary>
/// Tells settings, which go to the host's configuration as they are (<c>--Silo:SiloPort=11112</c>, <c>--Silo:SiloPort 11112</c>,
/// <c>Silo:SiloPort=11112</c>), from options of the command line.
/// </summary>
/// <param name="Settings">For the configuration.</param>
/// <param name="Options">For the command line.</param>
internal sealed partial record SiloArguments(string[] Settings, string[] Options)
{
    public static SiloArguments Split(string[] arguments)
    {
        var (settings, options) = (new List<string>(), new List<string>());
        for (var i = 0; i < arguments.Length; i++)
        {
            var setting = Setting().Match(arguments[i]);
            (setting.Success ? settings : options).Add(arguments[i]);
            if (setting.Success && !setting.Groups["value"].Success && i + 1 < arguments.Length)
            {
                settings.Add(arguments[++i]);
            }
        }

        return new SiloArguments([.. settings], [.. options]);
    }

    // A key has a colon, but for the three that the host itself knows. Without the dashes it needs its value behind it.
    [GeneratedRegex("^((--|/)(\\w+(:\\w+)+|environment|applicationName|contentRoot)(?<value>=.*)?|\\w+(:\\w+)+(?<value>=.*))$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Setting();
}
