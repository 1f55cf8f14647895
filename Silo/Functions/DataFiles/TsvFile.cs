using System.Text;

namespace OrleansDrpc.Functions;

/// <summary>
/// Reads text files of tab-separated columns, line by line: UTF-8 with or without a byte order mark, a header line that names the columns,
/// LF or CR LF, no quoting.
/// </summary>
internal static class TsvFile
{
    private const char NotUtf8 = '\uFFFD';

    /// <summary>The rows after the header.</summary>
    /// <exception cref="DataFileException">While enumerating: the file cannot be read, or the next line is bad.</exception>
    public static IEnumerable<TsvRow> Read(string file, params string[] columns)
    {
        using var reader = Open(file);
        var header = string.Join('\t', columns);
        var line = 1L;
        var first = ReadLine(reader, file, line);
        if (first != header)
        {
            var found = first is null ? "the file is empty" : $"the line is '{Shown(first)}'";
            throw DataFileException.BadLine(file, line, $"the header '{Shown(header)}' is missing; {found}");
        }

        while (ReadLine(reader, file, ++line) is { } text)
        {
            var fields = text.Split('\t');
            yield return fields.Length == columns.Length
                ? new TsvRow(file, line, columns, fields)
                : throw DataFileException.BadLine(
                    file, line, $"the line has {fields.Length} column(s), but the {columns.Length} of '{Shown(header)}' are expected");
        }
    }

    private static StreamReader Open(string file)
    {
        if (string.IsNullOrWhiteSpace(file))
        {
            throw DataFileException.Missing(file);
        }

        try
        {
            return new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw DataFileException.Missing(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataFileException.Unreadable(file, e);
        }
    }

    private static string? ReadLine(StreamReader reader, string file, long line)
    {
        string? text;
        try
        {
            text = reader.ReadLine();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataFileException.Unreadable(file, e);
        }

        // The decoder puts U+FFFD for bytes that are not UTF-8; where the file itself holds that character, an earlier program did so.
        return text is not null && text.Contains(NotUtf8)
            ? throw DataFileException.BadLine(file, line, "the line is not UTF-8, or holds U+FFFD, what is left of text that was not")
            : text;
    }

    private static string Shown(string line) =>
        (line.Length <= 100 ? line : line[..100] + "...").Replace("\t", "<TAB>", StringComparison.Ordinal);
}
