using Microsoft.Extensions.Options;
using OrleansDrpc.Functions;
using OrleansDrpc.Hosting;

namespace OrleansDrpc.ClientApi;

/// <summary>Finds all that is wrong with the settings at once, before anything is built from them, and says who set it.</summary>
internal static class SettingsCheck
{
    public static List<string> Mistakes(IConfigurationRoot configuration) =>
    [
        .. Mistakes<FrontDoorOptions>(configuration, FrontDoorOptions.Section, options => Failures(new FrontDoorOptionsValidator(), options)),
        .. Mistakes<DrpcOptions>(configuration, DrpcOptions.Section, options => Failures(new DrpcOptionsValidator(), options)),
        .. Mistakes<WorkerQueueOptions>(configuration, WorkerQueueOptions.Section, options => Failures(new WorkerQueueOptionsValidator(), options)),
        .. Mistakes<RequestsOptions>(configuration, RequestsOptions.Section, options => Failures(new RequestsOptionsValidator(), options)),
        .. Mistakes<SiloEndpointOptions>(configuration, SiloEndpointOptions.Section, SiloEndpointCheck.Mistakes),
        .. Mistakes<SampleFunctionsOptions>(configuration, SampleFunctionsOptions.Section, SampleSettings.Mistakes),
    ];

    private static IEnumerable<string> Mistakes<TOptions>(
        IConfigurationRoot configuration, string section, Func<TOptions, IEnumerable<string>> validate)
        where TOptions : class, new()
    {
        var mistakes = SettingsBinding.Mistakes<TOptions>(configuration, section).ToDictionary();
        var sound = configuration.GetSection(section).GetChildren()
            .Where(setting => !mistakes.ContainsKey(setting.Path))
            .Select(setting => KeyValuePair.Create(setting.Key, setting.Value));
        var options = new ConfigurationBuilder().AddInMemoryCollection(sound).Build().Get<TOptions>() ?? new TOptions();
        return mistakes.Values.Concat(validate(options)).Select(mistake => WithSource(configuration, mistake));
    }

    private static IEnumerable<string> Failures<TOptions>(IValidateOptions<TOptions> validator, TOptions options)
        where TOptions : class => validator.Validate(null, options).Failures ?? [];

    // Every mistake begins with the setting's key.
    private static string WithSource(IConfigurationRoot configuration, string mistake)
    {
        var key = mistake.Split(' ')[0];
        return SettingSource.Of(configuration, key) is not { } source ? mistake : $"{mistake} ({source})";
    }
}
