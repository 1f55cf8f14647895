namespace Orleans.Runtime;

public static class RequestContext
{
    private static readonly AsyncLocal<Dictionary<string, object>?> Current = new();

    internal static Dictionary<string, object>? Data
    {
        get => Current.Value;
        set => Current.Value = value;
    }

    public static IEnumerable<string> Keys => Data?.Keys ?? Enumerable.Empty<string>();

    public static object? Get(string key) => Data?.GetValueOrDefault(key);

    // Copied on each change: calls that were sent keep the values that they were sent with.
    public static void Set(string key, object value) => Data = new Dictionary<string, object>(Data ?? []) { [key] = value };

    public static bool Remove(string key)
    {
        if (Data is null || !Data.ContainsKey(key))
        {
            return false;
        }

        var copy = new Dictionary<string, object>(Data);
        copy.Remove(key);
        Data = copy.Count == 0 ? null : copy;
        return true;
    }

    public static void Clear() => Data = null;
}
