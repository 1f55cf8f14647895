namespace OrleansDrpc.Functions;

/// <summary>
/// From a name to names: one array of all values, key after key, so that a pair costs one reference and a key's values are a span.
/// Immutable.
/// </summary>
internal sealed class Relation
{
    private readonly Dictionary<string, int> _keys;
    private readonly int[] _starts;
    private readonly string[] _values;

    /// <param name="keys">The place of each key in <paramref name="starts"/>.</param>
    /// <param name="starts">Where each key's values begin, and after the last key where they end.</param>
    /// <param name="values">All values.</param>
    public Relation(Dictionary<string, int> keys, int[] starts, string[] values)
    {
        _keys = keys;
        _starts = starts;
        _values = values;
    }

    /// <summary>The values of a key, in the order in which they were added; none for an unknown key.</summary>
    public ReadOnlySpan<string> Of(string key) => _keys.TryGetValue(key, out var at)
        ? _values.AsSpan(_starts[at].._starts[at + 1])
        : [];
}
