using OrleansDrpc.Functions;

namespace OrleansDrpc.ClientApi;

/// <summary>The settings of the sample functions.</summary>
internal static class SampleSettings
{
    private const string Section = SampleFunctionsOptions.Section;

    public static SampleFunctionsOptions Read(IConfiguration configuration) =>
        configuration.GetSection(Section).Get<SampleFunctionsOptions>() ?? new SampleFunctionsOptions();

    public static IEnumerable<string> Mistakes(SampleFunctionsOptions samples)
    {
        if (samples.Follows is null != samples.Shares is null)
        {
            var (given, missing) = samples.Follows is null ? ("Shares", "Follows") : ("Follows", "Shares");
            yield return $"{Section}:{given} stands without {Section}:{missing}; reach needs both files, or neither for the built-in sample "
                + "(options --follows and --shares).";
        }
    }
}
