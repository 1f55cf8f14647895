using System.CommandLine;

namespace OrleansDrpc.ClientApi;

/// <summary>The commands about requests that used up their attempts, and outcomes that could not be delivered.</summary>
internal static class DeadLettersCommand
{
    public static Command Create(CommandConsole console)
    {
        var command = new Command("dead-letters", "Lists dead letters, shows, replays or drops one.");
        command.Subcommands.Add(RequestListCommand.Create("Lists dead letters, newest first.", "v1/dead-letters", _ => [], console));
        command.Subcommands.Add(RequestCommands.CreateForOne(
            "show", "Shows all about a dead letter, as JSON.", HttpMethod.Get, "v1/dead-letters/{id}", (_, answer) => console.WriteDoneAsync(answer.Body)));
        command.Subcommands.Add(RequestCommands.CreateForOne(
            "replay", "Runs it again, or delivers its outcome again.", HttpMethod.Post, "v1/dead-letters/{id}/replay", (_, _) => console.WriteDoneAsync("replayed")));
        command.Subcommands.Add(RequestCommands.CreateForOne(
            "drop", "Forgets it.", HttpMethod.Delete, "v1/dead-letters/{id}", (_, _) => console.WriteDoneAsync("dropped")));
        return command;
    }
}
