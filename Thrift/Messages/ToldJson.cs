using System.Text.Json;

namespace OrleansDrpc.Thrift;

/// <summary>What a silo that pulls tells its front door besides, as a JSON list.</summary>
internal static class ToldJson
{
    public static string Write<T>(IEnumerable<T> told) => JsonSerializer.Serialize(told);

    /// <param name="text">From a worker, so it may be anything.</param>
    /// <param name="isWhole">Whether an element has all that it must have.</param>
    /// <returns>What can be made out of it; none where it is something else.</returns>
    public static IReadOnlyList<T> Read<T>(string text, Func<T, bool> isWhole)
        where T : class
    {
        try
        {
            return [.. (JsonSerializer.Deserialize<T?[]>(text) ?? []).OfType<T>().Where(isWhole)];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
