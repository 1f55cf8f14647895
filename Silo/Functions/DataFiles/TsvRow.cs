using System.Globalization;

namespace OrleansDrpc.Functions;

/// <summary>One line of a file, with as many fields as its header names.</summary>
internal sealed class TsvRow(string file, long line, string[] columns, string[] fields)
{
    public long Line => line;

    /// <summary>A field that must not be empty.</summary>
    public string Text(int column) => string.IsNullOrWhiteSpace(fields[column])
        ? throw Bad($"column '{columns[column]}' is empty")
        : fields[column];

    /// <summary>A field that is a whole number, 0 or more.</summary>
    public long Number(int column) => long.TryParse(Text(column), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw Bad($"'{fields[column]}' in column '{columns[column]}' is no whole number of 0 or more");

    public DataFileException Bad(string reason) => DataFileException.BadLine(file, line, reason);
}
