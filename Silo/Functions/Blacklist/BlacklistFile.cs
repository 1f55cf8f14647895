namespace OrleansDrpc.Functions;

/// <summary>
/// A list from a file: <c>id TAB name TAB type TAB program</c> with these words as its header; type and program may be empty.
/// </summary>
internal static class BlacklistFile
{
    /// <exception cref="DataFileException">The file cannot be read or has a bad line.</exception>
    public static BlacklistNames Read(string file)
    {
        var lines = new Dictionary<long, long>();
        var entries = new List<BlacklistEntry>();
        foreach (var row in TsvFile.Read(file, "id", "name", "type", "program"))
        {
            var entry = new BlacklistEntry(row.Number(0), row.Text(1));
            if (!lines.TryAdd(entry.Id, row.Line))
            {
                throw row.Bad($"the id {entry.Id} is already that of line {lines[entry.Id]}");
            }

            entries.Add(entry);
        }

        return new BlacklistNames(entries);
    }
}
