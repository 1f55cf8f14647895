using System.Collections.Immutable;
using System.Text.Json;

namespace OrleansDrpc.Thrift;

/// <summary>How all attempts of a request failed, as JSON on its way from a silo that pulls to its server.</summary>
internal static class UsedUpAttempts
{
    // More than any function has.
    private const int Most = 100;

    public static string Write(ImmutableArray<AttemptFailure> attempts) => JsonSerializer.Serialize(attempts);

    /// <returns>Null: it says nothing of the kind.</returns>
    public static ImmutableArray<AttemptFailure>? Read(string? text)
    {
        try
        {
            var attempts = text is null ? null : JsonSerializer.Deserialize<AttemptFailure[]>(text);
            return attempts is { Length: > 0 and <= Most } && attempts.All(IsWhole) ? [.. attempts] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsWhole(AttemptFailure? attempt) => attempt is { Message: not null } && Enum.IsDefined(attempt.Code);
}
