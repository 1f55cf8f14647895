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
            var mistakes = string.Join('\n', line.Errors.Select(mistake => mistake.Message));
            await error.WriteLineAsync($"{mistakes}\nTry --help.");
            return StartException.BadSettings;
        }

        try
        {
            // The host listens to Ctrl+C and SIGTERM by itself and may take its time; the command line's own handling would cut it short.
            return await line.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (Exception e)
        {
            var (exitCode, message) = Explain(e);
            await error.WriteLineAsync(message);
            return exitCode;
        }
    }

    private static (int ExitCode, string Message) Explain(Exception exception) => exception switch
    {
        StartException start => (start.ExitCode, start.Message),
        OptionsValidationException options => (StartException.BadSettings, string.Join('\n', options.Failures)),
        DataFileException or InvalidFunctionException => (StartException.Failed, exception.Message),
        _ => (StartException.Failed, $"The front door cannot run: {exception}"),
    };
}
