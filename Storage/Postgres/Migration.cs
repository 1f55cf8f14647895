using System.Globalization;

namespace OrleansDrpc.Storage;

/// <summary>One step of the schema, from the version before its own. A released one never changes.</summary>
/// <param name="Version">1 for the first.</param>
/// <param name="Sql">What it does, within the schema.</param>
internal sealed record Migration(int Version, string Sql)
{
    /// <summary>All that this build knows, in order: the resources named like 001-requests.sql.</summary>
    public static IReadOnlyList<Migration> All()
    {
        var assembly = typeof(Migration).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new Migration(int.Parse(name.AsSpan(0, 3), CultureInfo.InvariantCulture), Read(name)))];

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }
}
