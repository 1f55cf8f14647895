using System.CommandLine;
using System.Globalization;

namespace OrleansDrpc.ClientApi;

/// <summary>The commands that show durable requests and cancel them.</summary>
internal static class RequestsCommand
{
    private static readonly Option<string?> Status = new("--status") { Description = "Only those: open, succeeded, failed, cancelled, deadLetter.", HelpName = "STATUS" };
    private static readonly Option<TimeSpan?> Wait = SecondsOption.Create("--wait", "How long to wait for the result, up to 300. [default: not at all]");

    public static Command Create(CommandConsole console)
    {
        var command = new Command("requests", "Lists durable requests, shows one or its result, cancels one.");
        command.Subcommands.Add(CreateList(console));
        command.Subcommands.Add(RequestCommands.CreateForOne(
            "show", "Shows all about a request, as JSON.", HttpMethod.Get, "v1/requests/{id}", (_, answer) => console.WriteDoneAsync(answer.Body)));
        command.Subcommands.Add(CreateResult(console));
        command.Subcommands.Add(RequestCommands.CreateForOne(
            "cancel",
            "Cancels a request, durable or a call that waits at this server.",
            HttpMethod.Delete,
            "v1/requests/{id}",
            (_, answer) => console.WriteDoneAsync(answer.Status == StatusCodes.Status200OK ? "cancelled" : "cancelling")));
        return command;
    }

    private static Command CreateList(CommandConsole console)
    {
        var command = RequestListCommand.Create(
            "Lists requests, newest first.", "v1/requests", line => [("status", line.GetValue(Status))], console);
        command.Options.Add(Status);
        return command;
    }

    private static Command CreateResult(CommandConsole console)
    {
        var command = RequestCommands.Create("result", "Prints the result of a request, as JSON.", AskForResult, (line, answer) => WriteResultAsync(line, answer, console));
        command.Arguments.Add(RequestCommands.Id);
        command.Options.Add(Wait);
        return command;
    }

    private static ApiQuestion AskForResult(ParseResult line)
    {
        var wait = line.GetValue(Wait) ?? TimeSpan.Zero;
        var query = RequestCommands.Query(("wait", wait.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)));
        return new ApiQuestion(HttpMethod.Get, RequestCommands.PathOf(line, "v1/requests/{id}/result") + query, Wait: wait);
    }

    private static async Task<int> WriteResultAsync(ParseResult line, (int Status, string Body) answer, CommandConsole console)
    {
        if (answer.Status == StatusCodes.Status200OK)
        {
            return await console.WriteDoneAsync(answer.Body);
        }

        await console.Error.WriteLineAsync($"Request {line.GetValue(RequestCommands.Id)} has no result yet; give it time with --wait SECONDS.");
        return StartException.Failed;
    }
}
