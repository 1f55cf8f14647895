using System.CommandLine;
using Microsoft.Extensions.Options;
using OrleansDrpc.Functions;

namespace OrleansDrpc.ClientApi;

/// <summary>Runs a command, and turns what stops it into a message for people and an exit code.</summary>
internal static class CommandRunner
{
    public static async Task<int> RunAsync(RootCommand root, string[] arguments, TextWriter output, TextWriter error)
    {
        var line = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (line.Errors.Count > 0)
        {
            var mistakes = string.Join('\n', line.Errors.Select(mistake => mistake.Message).Distinct());
            await error.WriteLineAsync($"{mistakes}\nTry --help.");
            return StartException.BadSettings;
        }

        var stopLimit = StopLimit(line);
        try
        {
            return await line.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                ProcessTerminationTimeout = stopLimit,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (OperationCanceledException) when (stopLimit is not null)
        {
            return StartException.Interrupted;
        }
        catch (Exception e)
        {
            var (exitCode, message) = Explain(root, e);
            await error.WriteLineAsync(message);
            return exitCode;
        }
    }

    // The host listens to Ctrl+C and SIGTERM by itself and may take its time; the command line's own handling would cut it short.
    private static TimeSpan? StopLimit(ParseResult line) => ServeCommand.Is(line.CommandResult.Command) ? null : TimeSpan.FromSeconds(2);

    private static (int ExitCode, string Message) Explain(RootCommand root, Exception exception) => exception switch
    {
        StartException start => (start.ExitCode, start.Message),
        OptionsValidationException options => (StartException.BadSettings, string.Join('\n', options.Failures)),
        DataFileException or InvalidFunctionException => (StartException.Failed, exception.Message),
        DrpcException when ConnectFailure.Of(exception) is not null => (StartException.NotReached, $"{exception.Message}\n{HowToReach(root)}"),
        DrpcException failure => (StartException.Failed, $"{failure.Code}: {failure.Message}"),
        _ => (StartException.Failed, $"This should not have happened: {exception}"),
    };

    private static string HowToReach(RootCommand root) => $"Start one with '{root.Name} serve', or name one that runs (--http HOST:PORT, --thrift HOST:PORT).";
}
