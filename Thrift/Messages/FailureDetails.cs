using System.Text.Json;

namespace OrleansDrpc.Thrift;

/// <summary>What a failure of Storm does not say, as JSON on its way from a silo that pulls to its server.</summary>
/// <param name="Code">What kind of failure it is.</param>
/// <param name="IsPermanent">Whether another attempt would fail too.</param>
/// <param name="UsedUp">How each attempt failed, where the silo made as many as the function may have; otherwise null.</param>
internal sealed record FailureDetails(DrpcFailureCode Code, bool IsPermanent, AttemptFailure[]? UsedUp)
{
    // More than any function has.
    private const int MostAttempts = 100;

    public static string Write(DrpcFailure failure) => JsonSerializer.Serialize(new FailureDetails(
        failure.Code, failure.IsPermanent, failure is { AttemptsUsedUp: true, Attempts: { } attempts } ? [.. attempts] : null));

    /// <returns>Null: it says nothing of the kind.</returns>
    public static FailureDetails? Read(string? text)
    {
        try
        {
            var details = text is null ? null : JsonSerializer.Deserialize<FailureDetails>(text);
            return details is { UsedUp: null or { Length: > 0 and <= MostAttempts } } && Enum.IsDefined(details.Code) && (details.UsedUp ?? []).All(IsWhole) ? details : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsWhole(AttemptFailure? attempt) => attempt is { Message: not null } && Enum.IsDefined(attempt.Code);
}
