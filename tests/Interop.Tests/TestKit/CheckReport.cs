using System.Text.Json;

namespace OrleansDrpc.Interop.Tests;

/// <summary>What a script has found: a line of its output.</summary>
/// <param name="Name">Which check.</param>
/// <param name="Ok">Whether it has passed.</param>
/// <param name="Detail">What was seen.</param>
internal sealed record CheckReport(string Name, bool Ok, string Detail)
{
    /// <returns>Null: the line is something else.</returns>
    public static CheckReport? Parse(string line) =>
        line.StartsWith('{') ? JsonSerializer.Deserialize<CheckReport>(line, JsonSerializerOptions.Web) : null;
}
