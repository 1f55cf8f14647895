using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace OrleansDrpc.ClientApi;

/// <summary>The command that measures a function.</summary>
internal static class BenchCommand
{
    private const int MostCallers = 10_000;

    private const string Notes = """
        Every caller begins its next call when it has the answer to the one before. After a warm-up (a fifth of the time, at most a second)
        calls begin for as long as --seconds says, at least one of each caller, and those under way are waited for. Ctrl+C ends it with what was measured so far.
        Latencies are those of the answered calls; percentiles are right to 0.4 %, mean and maximum exactly.

        Exit codes: 0 every call was answered, 1 a call failed, 2 a mistake in the command line, 3 no server could be reached.

        Example:
          bench exclaim hello --callers 64 --seconds 10
        """;

    private static readonly Argument<string> Function = new("FUNCTION") { Description = "What to call." };

    private static readonly Argument<string> Argument = new("ARG") { Description = "Its argument, the same in every call." };

    private static readonly Option<int> Callers = new("--callers")
    {
        Description = $"How many call at once, 1 to {MostCallers}.",
        HelpName = "N",
        DefaultValueFactory = _ => 16,
        CustomParser = ReadCallers,
    };

    private static readonly Option<TimeSpan?> Seconds = SecondsOption.Create("--seconds", "For how long. [default: 5]");

    public static Command Create(CommandConsole console, TimeProvider time)
    {
        var command = new NotedCommand("bench", "Measures how many calls a function takes, and how long they take.", Notes)
        {
            Function, Argument, Callers, Seconds,
        };
        ServerOptions.AddTo(command);
        command.SetAction((line, cancellationToken) => RunAsync(line, console, time, cancellationToken));
        return command;
    }

    private static int ReadCallers(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var callers) || callers is < 1 or > MostCallers)
        {
            result.AddError($"--callers is '{text}'; it must be a whole number, 1 to {MostCallers}.");
        }

        return callers;
    }

    private static async Task<int> RunAsync(ParseResult line, CommandConsole console, TimeProvider time, CancellationToken cancellationToken)
    {
        var call = new NamedCall(line.GetRequiredValue(Function), line.GetRequiredValue(Argument));
        var settings = new BenchSettings(call, line.GetValue(Callers), line.GetValue(Seconds) ?? TimeSpan.FromSeconds(5));
        await using var target = ServerOptions.Open(line, timeout: null);
        return await new BenchSession(target.Client, console, time).RunAsync(settings, cancellationToken);
    }
}
