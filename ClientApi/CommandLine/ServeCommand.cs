using System.CommandLine;

namespace OrleansDrpc.ClientApi;

/// <summary>The command that runs the front door, and what runs where no command is named.</summary>
internal static class ServeCommand
{
    private const string Name = "serve";

    private static readonly Option<string?> Config = new("--config")
    {
        Description = "Settings file. [default: appsettings.json here, if there is one]",
        HelpName = "FILE",
    };

    /// <param name="serve">Runs until it is told to stop.</param>
    public static RootCommand CreateRoot(Func<CommandLineSettings, CancellationToken, Task<int>> serve)
    {
        var root = new RootCommand("OrleansDrpc: distributed RPC on Orleans grains. Without a command: serve.");
        root.Subcommands.Add(Fill(new Command(Name, "Runs the front door, with a silo inside, until Ctrl+C."), serve));
        return Fill(root, serve);
    }

    /// <summary>Whether this is the command, named or not.</summary>
    public static bool Is(Command command) => command is RootCommand || command.Name == Name;

    private static T Fill<T>(T command, Func<CommandLineSettings, CancellationToken, Task<int>> serve)
        where T : Command
    {
        command.Options.Add(Config);
        foreach (var setting in SettingOption.All)
        {
            command.Options.Add(setting.Option);
        }

        command.SetAction((line, cancellationToken) => serve(Read(line), cancellationToken));
        return command;
    }

    private static CommandLineSettings Read(ParseResult line)
    {
        var values = SettingOption.All
            .Select(setting => (setting.Key, setting.Read, Text: line.GetValue(setting.Option)))
            .Where(setting => setting.Text is not null)
            .ToDictionary(setting => setting.Key, setting => (string?)setting.Read(setting.Text!));
        return new CommandLineSettings(line.GetValue(Config), values);
    }
}
