using System.CommandLine;
using System.Globalization;

namespace OrleansDrpc.ClientApi;

/// <summary>Makes commands that list durable requests.</summary>
internal static class RequestListCommand
{
    private static readonly Option<string?> Function = new("--function") { Description = "Only those of a function.", HelpName = "FUNCTION" };
    private static readonly Option<string?> Before = new("--before") { Description = "Goes on behind the list before, which says how.", HelpName = "PLACE" };
    private static readonly Option<int?> Limit = new("--limit") { Description = "How many at the most, up to 1000. [default: 100]", HelpName = "N" };
    private static readonly Option<bool> Json = new("--json") { Description = "The server's own JSON." };

    /// <param name="description">One line.</param>
    /// <param name="path">Where the list is.</param>
    /// <param name="filter">What else to ask for.</param>
    /// <param name="console">Where to write.</param>
    public static Command Create(string description, string path, Func<ParseResult, (string Name, string? Value)[]> filter, CommandConsole console)
    {
        var command = RequestCommands.Create(
            "list",
            description,
            line => new ApiQuestion(HttpMethod.Get, path + RequestCommands.Query(
            [
                .. filter(line),
                ("function", line.GetValue(Function)),
                ("before", line.GetValue(Before)),
                ("limit", line.GetValue(Limit)?.ToString(CultureInfo.InvariantCulture)),
            ])),
            (line, answer) => WriteAsync(line, answer.Body, console));
        foreach (var option in new Option[] { Function, Before, Limit, Json })
        {
            command.Options.Add(option);
        }

        return command;
    }

    private static async Task<int> WriteAsync(ParseResult line, string body, CommandConsole console)
    {
        if (line.GetValue(Json))
        {
            return await console.WriteDoneAsync(body);
        }

        await new RequestListRun(console).WriteAsync(body);
        return 0;
    }
}
