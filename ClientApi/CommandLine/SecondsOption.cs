using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace OrleansDrpc.ClientApi;

/// <summary>Makes options that take a time in seconds, with a fraction if need be: over zero, at most a day.</summary>
internal static class SecondsOption
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static Option<TimeSpan?> Create(string name, string description) =>
        new(name) { Description = description, HelpName = "SECONDS", CustomParser = Read };

    private static TimeSpan? Read(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds > 0 && seconds <= Longest.TotalSeconds
            && TimeSpan.FromSeconds(seconds) is var time && time > TimeSpan.Zero)
        {
            return time;
        }

        var option = (result.Parent as OptionResult)?.Option.Name;
        result.AddError($"{option} is '{text}'; it must be seconds, over zero and at most {Longest.TotalSeconds}, such as 1.5.");
        return null;
    }
}
