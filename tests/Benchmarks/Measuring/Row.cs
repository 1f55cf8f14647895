using System.Text.Json.Serialization;

namespace OrleansDrpc.Benchmarks;

/// <summary>One measured row. Ratios are value / reference, both of the same run.</summary>
/// <param name="Name">The row's name, for <c>--only</c>.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Unit">Of value and reference.</param>
/// <param name="Reference">The reference in the same run.</param>
/// <param name="Ratio">Value / reference, or, for memory, the difference in the unit.</param>
/// <param name="Goal">What the ratio has to be.</param>
/// <param name="Met">Whether it is.</param>
internal sealed record Row(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("value")] double Value,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("reference")] double Reference,
    [property: JsonPropertyName("ratio")] double Ratio,
    [property: JsonPropertyName("goal")] string Goal,
    [property: JsonPropertyName("met")] bool Met)
{
    public static Row AtMost(string name, double value, string unit, double reference, double most) =>
        new(name, value, unit, reference, value / reference, $"<= {most}", value / reference <= most);

    public static Row AtLeast(string name, double value, string unit, double reference, double least) =>
        new(name, value, unit, reference, value / reference, $">= {least}", value / reference >= least);

    /// <summary>A row for information, which has no goal.</summary>
    public static Row Told(string name, double value, string unit, double reference) => new(name, value, unit, reference, value / reference, "none", true);
}
