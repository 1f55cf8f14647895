using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>Runs all validators of options before anything starts, and says which settings are out of range and who set them.</summary>
internal static class OptionsCheck
{
    /// <exception cref="StartException">With every mistake.</exception>
    public static void Run(WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (Exception e) when (Failures(e) is { } failures)
        {
            var configuration = (IConfigurationRoot)app.Configuration;
            throw new StartException(StartException.BadSettings, string.Join('\n', failures.Select(failure => WithSource(configuration, failure))), e);
        }
    }

    private static IEnumerable<string>? Failures(Exception exception) => exception switch
    {
        OptionsValidationException one => one.Failures,
        AggregateException many when many.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            many.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures),
        _ => null,
    };

    // Validators begin with the setting's key.
    private static string WithSource(IConfigurationRoot configuration, string failure)
    {
        var key = failure[..Math.Max(0, failure.IndexOf(' ', StringComparison.Ordinal))];
        return key.Contains(':', StringComparison.Ordinal) && configuration[key] is not null
            ? $"{failure} ({SettingSource.Of(configuration, key)})"
            : failure;
    }
}
