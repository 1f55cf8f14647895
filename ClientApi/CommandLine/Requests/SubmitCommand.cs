using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OrleansDrpc.ClientApi;

/// <summary>The command that submits durable requests.</summary>
internal static class SubmitCommand
{
    private static readonly Argument<string> Function = new("FUNCTION") { Description = "The function." };
    private static readonly Argument<string> Argument = new("ARG") { Description = "Its argument: a string as it is, any other type as JSON." };
    private static readonly Option<string?> Key = new("--key") { Description = "Idempotency key: submitting again with it gives the same request.", HelpName = "KEY" };
    private static readonly Option<string?> Callback = new("--callback") { Description = "Where the outcome is to be posted.", HelpName = "URL" };
    private static readonly Option<bool> Batch = new("--batch") { Description = "Where requests wait, it goes after interactive ones." };
    private static readonly Option<TimeSpan?> Timeout = SecondsOption.Create("--timeout", "How long the request may take in all. [default: the server's, 600]");

    public static Command Create(CommandConsole console)
    {
        var command = RequestCommands.Create("submit", "Submits a durable request, and prints its id.", Ask, (_, answer) => WriteAsync(answer.Body, console));
        command.Arguments.Add(Function);
        command.Arguments.Add(Argument);
        command.Options.Add(Key);
        command.Options.Add(Callback);
        command.Options.Add(Batch);
        command.Options.Add(Timeout);
        return command;
    }

    private static ApiQuestion Ask(ParseResult line) => new(
        HttpMethod.Post,
        $"v1/functions/{Uri.EscapeDataString(line.GetRequiredValue(Function))}/submit",
        request =>
        {
            request.Content = new StringContent(line.GetRequiredValue(Argument), Encoding.UTF8, "text/plain");
            Add(request, SubmitHeaders.KeyHeader, line.GetValue(Key));
            Add(request, SubmitHeaders.CallbackHeader, line.GetValue(Callback));
            Add(request, DrpcHttpClient.PriorityHeader, line.GetValue(Batch) ? CallHeaders.Batch : null);
            Add(request, DrpcHttpClient.TimeoutHeader, line.GetValue(Timeout)?.TotalSeconds.ToString("0.#######", CultureInfo.InvariantCulture));
        });

    private static void Add(HttpRequestMessage request, string header, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }
    }

    private static async Task<int> WriteAsync(string json, CommandConsole console)
    {
        using var request = JsonDocument.Parse(json);
        await console.Output.WriteLineAsync(request.RootElement.GetProperty("id").GetString());
        return 0;
    }
}
