using Spectre.Console;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A command line that has run in this process.</summary>
internal sealed record CommandLineRun(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs it as if its output went to a file.</summary>
    public static async Task<CommandLineRun> OfAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var root = CommandTree.Create(new CommandConsole(output, error, null), (_, _) => throw new InvalidOperationException("serve"));
        var exitCode = await CommandRunner.RunAsync(root, arguments, output, error).Within($"the end of {string.Join(' ', arguments)}");
        return new CommandLineRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>A terminal without colours.</summary>
    public static IAnsiConsole Terminal(TextWriter output, int width)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        terminal.Profile.Width = width;
        return terminal;
    }
}
