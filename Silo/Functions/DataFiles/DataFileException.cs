namespace OrleansDrpc.Functions;

/// <summary>A data file of the sample functions is missing, cannot be read or has a bad line. The message says what to do.</summary>
public sealed class DataFileException : Exception
{
    private DataFileException(string message, string file, long? line, string reason, Exception? inner = null)
        : base(message, inner)
    {
        File = file;
        Line = line;
        Reason = reason;
    }

    /// <summary>The file, as it was named.</summary>
    public string File { get; }

    /// <summary>The bad line, from 1; null where the whole file is at fault.</summary>
    public long? Line { get; }

    /// <summary>What is wrong.</summary>
    public string Reason { get; }

    internal static DataFileException Missing(string file) => new(
        $"{(file.Length == 0 ? "''" : file)}: the file does not exist. Give the path of an existing file; relative paths start at "
        + $"{Environment.CurrentDirectory}.",
        file,
        line: null,
        "the file does not exist");

    internal static DataFileException Unreadable(string file, Exception cause) => new(
        $"{file}: the file cannot be read ({cause.Message}). Check that it is a file and that this process may read it.",
        file,
        line: null,
        "the file cannot be read",
        cause);

    internal static DataFileException BadLine(string file, long line, string reason) => new(
        $"{file}, line {line}: {reason}. Correct the file and start again.", file, line, reason);
}
