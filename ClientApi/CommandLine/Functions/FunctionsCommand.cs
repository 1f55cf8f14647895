using System.CommandLine;

namespace OrleansDrpc.ClientApi;

/// <summary>The command that lists functions.</summary>
internal static class FunctionsCommand
{
    private const string Notes = """
        A stage is shown as name, x tasks or partitions, and in parentheses how items are spread over them.
        Where the output is no terminal: a line of titles, then a line for each function, tabs between the columns.

        Exit codes: 0 listed, 1 the server answered with a failure, 2 a mistake in the command line, 3 no server could be reached.

        Examples:
          functions
          functions --json --http https://drpc.example.com/
        """;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private static readonly Option<bool> Json = new("--json") { Description = "The server's own JSON." };

    public static Command Create(CommandConsole console)
    {
        var command = new NotedCommand("functions", "Lists the functions that can be called.", Notes) { Json };
        ServerOptions.AddHttpTo(command);
        command.SetAction((line, cancellationToken) => RunAsync(line, console, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult line, CommandConsole console, CancellationToken cancellationToken)
    {
        using var servers = ServerOptions.OpenHttp(line, Timeout);
        var list = await servers.AskAsync(http => FunctionList.AskAsync(http, cancellationToken));
        await new FunctionsRun(console).WriteAsync(list, line.GetValue(Json));
        return 0;
    }
}
