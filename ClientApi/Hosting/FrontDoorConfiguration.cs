using Microsoft.Extensions.Configuration.Memory;

namespace OrleansDrpc.ClientApi;

/// <summary>Where settings come from; what comes later counts: defaults, the file, the environment, the command line.</summary>
internal static class FrontDoorConfiguration
{
    private const string DefaultFile = "appsettings.json";

    private static readonly Dictionary<string, string?> Defaults = new()
    {
        // Two front doors on one machine do not get into each other's way, unless a cluster is asked for.
        ["Silo:SiloPort"] = "0",
        ["Silo:GatewayPort"] = "0",
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Orleans"] = "Warning",
        ["Logging:LogLevel:OrleansDrpc"] = "Information", // or it would pass for a part of Orleans
        ["Logging:LogLevel:OrleansDrpc.Embedded"] = "Warning",
        ["Logging:LogLevel:System"] = "Warning",
    };

    /// <exception cref="StartException">The file cannot be read, or settings are wrong: all that are, by name.</exception>
    public static void AddFrontDoorSettings(this ConfigurationManager configuration, CommandLineSettings commandLine)
    {
        configuration.Sources.Clear();
        configuration.AddInMemoryCollection(Defaults);
        AddFile(configuration, commandLine.ConfigFile);
        configuration.AddEnvironmentVariables();
        configuration.Sources.Add(new MemoryConfigurationSource { InitialData = commandLine.Values });
        var mistakes = SettingsCheck.Mistakes(configuration);
        if (mistakes.Count > 0)
        {
            throw new StartException(StartException.BadSettings, string.Join('\n', mistakes));
        }
    }

    private static void AddFile(ConfigurationManager configuration, string? file)
    {
        if (file is not null && !File.Exists(file))
        {
            throw new StartException(StartException.BadSettings, $"There is no settings file '{file}' (--config).");
        }

        try
        {
            configuration.AddJsonFile(Path.GetFullPath(file ?? DefaultFile), optional: true, reloadOnChange: false);
        }
        catch (Exception e) when (e is InvalidDataException or UnauthorizedAccessException or IOException)
        {
            var cause = e.GetBaseException().Message;
            throw new StartException(StartException.BadSettings, $"The settings file '{file ?? DefaultFile}' cannot be read: {cause}", e);
        }
    }
}
