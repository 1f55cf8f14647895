namespace OrleansDrpc.Functions;

/// <summary>Collects the pairs of a <see cref="Relation"/>, in any order.</summary>
/// <param name="names">Keeps one string for each name; share it between relations that speak of the same people.</param>
internal sealed class RelationBuilder(HashSet<string> names)
{
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly List<int> _pairKeys = [];
    private readonly List<string> _pairValues = [];

    public RelationBuilder Add(string key, string value)
    {
        key = Interned(key);
        if (!_keys.TryGetValue(key, out var at))
        {
            _keys.Add(key, at = _keys.Count);
        }

        _pairKeys.Add(at);
        _pairValues.Add(Interned(value));
        return this;
    }

    public Relation Build()
    {
        var starts = new int[_keys.Count + 1];
        foreach (var key in _pairKeys)
        {
            starts[key + 1]++;
        }

        for (var key = 1; key < starts.Length; key++)
        {
            starts[key] += starts[key - 1];
        }

        var next = starts.AsSpan().ToArray();
        var values = new string[_pairValues.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[next[_pairKeys[i]]++] = _pairValues[i];
        }

        _keys.TrimExcess();
        return new Relation(_keys, starts, values);
    }

    private string Interned(string name)
    {
        if (names.TryGetValue(name, out var known))
        {
            return known;
        }

        names.Add(name);
        return name;
    }
}
