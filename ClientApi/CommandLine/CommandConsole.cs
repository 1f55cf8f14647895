using System.Text;
using Spectre.Console;

namespace OrleansDrpc.ClientApi;

/// <summary>Where commands write.</summary>
/// <param name="Output">Answers. Plain text.</param>
/// <param name="Error">Failures. Plain text.</param>
/// <param name="Terminal">What people look at, for tables and progress; null: the output goes to a file or to another program.</param>
internal sealed record CommandConsole(TextWriter Output, TextWriter Error, IAnsiConsole? Terminal)
{
    /// <summary>The process's own.</summary>
    public static CommandConsole OfProcess()
    {
        // Arguments arrive as UTF-8, whatever the locale says of output.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new CommandConsole(Console.Out, Console.Error, Console.IsOutputRedirected ? null : AnsiConsole.Console);
    }

    /// <summary>Writes what a command was run for.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WriteDoneAsync(string text)
    {
        await Output.WriteLineAsync(text);
        return 0;
    }
}
