using System.CommandLine;
using System.CommandLine.Help;

namespace OrleansDrpc.ClientApi;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    /// <param name="console">Where all but the front door itself write.</param>
    /// <param name="serve">Runs the front door until it is told to stop.</param>
    public static RootCommand Create(CommandConsole console, Func<CommandLineSettings, CancellationToken, Task<int>> serve)
    {
        var root = ServeCommand.CreateRoot(serve);
        root.Subcommands.Add(CallCommand.Create(console));
        root.Subcommands.Add(FunctionsCommand.Create(console));
        root.Subcommands.Add(BenchCommand.Create(console, TimeProvider.System));
        root.Subcommands.Add(SubmitCommand.Create(console));
        root.Subcommands.Add(RequestsCommand.Create(console));
        root.Subcommands.Add(DeadLettersCommand.Create(console));
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new NotedHelp((HelpAction)help.Action!);
        }

        return root;
    }
}
