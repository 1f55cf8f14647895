using System.Globalization;
using System.Text.Json;

namespace OrleansDrpc.ClientApi;

/// <summary>What is shown of a durable request in a list.</summary>
internal sealed record ListedRequest(
    string Id, string Function, string Status, DateTimeOffset Submitted, IReadOnlyList<JsonElement> Attempts, ListedFailure? Failure = null, ListedCallback? Callback = null)
{
    /// <summary>Titles of <see cref="Columns"/>.</summary>
    public static IReadOnlyList<string> Titles { get; } = ["id", "function", "status", "submitted", "attempts", "failure"];

    public IReadOnlyList<string> Columns =>
    [
        Id,
        Function,
        Callback is { State: "givenUp" } ? $"{Status}, callback given up" : Status,
        Submitted.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Attempts.Count.ToString(CultureInfo.InvariantCulture),
        Failure is { } failure ? OneLine($"{failure.Code}: {failure.Message}") : "",
    ];

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace('\t', ' ');
}

/// <summary>A failure.</summary>
internal sealed record ListedFailure(string Code, string Message);

/// <summary>How a callback stands.</summary>
internal sealed record ListedCallback(string State);

/// <summary>A list, with where it goes on.</summary>
internal sealed record ListedRequests(IReadOnlyList<ListedRequest> Requests, string? Next = null);
