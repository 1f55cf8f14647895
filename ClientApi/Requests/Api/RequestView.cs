using System.Text.Json;

namespace OrleansDrpc.ClientApi;

/// <summary>A durable request, as the API tells it.</summary>
internal sealed record RequestView(
    string Id,
    string Function,
    string Status,
    DateTimeOffset Submitted,
    DateTimeOffset Expires,
    DateTimeOffset? Ended,
    bool? Cancelling,
    string? IdempotencyKey,
    IReadOnlyList<AttemptView> Attempts,
    ProgressView? Progress,
    FailureView? Failure,
    CallbackView? Callback,
    string? Priority = null,
    double? Coverage = null,
    bool? Call = null,
    JsonElement? Argument = null,
    JsonElement? Result = null);

/// <summary>An attempt; without an end it runs, or was cut off by the death of its front door.</summary>
internal sealed record AttemptView(int Number, DateTimeOffset Started, DateTimeOffset? Ended, FailureView? Failure);

/// <summary>How far an attempt is: which of so many stages have finished.</summary>
internal sealed record ProgressView(IReadOnlyList<string> Finished, int Stages);

/// <summary>A failure.</summary>
internal sealed record FailureView(string Code, string Message, string? Stage);

/// <summary>How the delivery of the outcome stands.</summary>
internal sealed record CallbackView(string Url, string State, int Tries);

/// <summary>A part of a list; with what to ask for to get the next one.</summary>
internal sealed record RequestList(IReadOnlyList<RequestView> Requests, string? Next);
