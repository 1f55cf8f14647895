using System.CommandLine;

namespace OrleansDrpc.ClientApi;

/// <summary>Makes the commands about durable requests, which ask one front door one question each.</summary>
internal static class RequestCommands
{
    public const string ExitCodes =
        "Exit codes: 0 done, 1 the server refused or the request failed, 2 a mistake in the command line, 3 no server could be reached.";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>The id of a request.</summary>
    public static Argument<string> Id { get; } = new("ID") { Description = "The request's id: 32 hexadecimal digits." };

    /// <summary>A command that sends one request and writes what comes back.</summary>
    /// <param name="name">What the user types.</param>
    /// <param name="description">One line.</param>
    /// <param name="ask">What to send.</param>
    /// <param name="write">Writes what came back; returns the exit code.</param>
    public static Command Create(
        string name,
        string description,
        Func<ParseResult, ApiQuestion> ask,
        Func<ParseResult, (int Status, string Body), Task<int>> write)
    {
        var command = new NotedCommand(name, description, ExitCodes);
        ServerOptions.AddHttpTo(command);
        command.SetAction(async (line, cancellationToken) =>
        {
            var question = ask(line);
            using var servers = ServerOptions.OpenHttp(line, Timeout + question.Wait);
            var answer = await servers.AskAsync(http => ApiClient.SendAsync(http, question.Method, question.Path, question.Prepare, cancellationToken));
            return await write(line, answer);
        });
        return command;
    }

    /// <summary>A command about the request that its argument names.</summary>
    public static Command CreateForOne(
        string name, string description, HttpMethod method, string pathOfId, Func<ParseResult, (int Status, string Body), Task<int>> write)
    {
        var command = Create(name, description, line => new ApiQuestion(method, PathOf(line, pathOfId)), write);
        command.Arguments.Add(Id);
        return command;
    }

    public static string PathOf(ParseResult line, string pathOfId) => pathOfId.Replace("{id}", Uri.EscapeDataString(line.GetRequiredValue(Id)), StringComparison.Ordinal);

    /// <summary>A query of those of the options that are given.</summary>
    public static string Query(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var given = new List<string>();
        foreach (var (name, value) in values)
        {
            if (value is not null)
            {
                given.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        return given.Count == 0 ? "" : $"?{string.Join('&', given)}";
    }
}

/// <summary>What a command sends.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Path and query, without a slash at the start.</param>
/// <param name="Prepare">Puts in what else there is.</param>
/// <param name="Wait">How long the server may wait before it answers.</param>
internal sealed record ApiQuestion(HttpMethod Method, string Path, Action<HttpRequestMessage>? Prepare = null, TimeSpan Wait = default);
