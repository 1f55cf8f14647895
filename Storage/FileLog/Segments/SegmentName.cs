using System.Globalization;

namespace OrleansDrpc.Storage;

/// <summary>
/// The name of a segment's file: the numbers of the first and the last segment that it holds the records of, so that one that replaces several
/// covers them by its name.
/// </summary>
internal readonly record struct SegmentName(int First, int Last)
{
    /// <summary>Of files that are not finished; they are deleted when the log is opened.</summary>
    public const string Unfinished = ".unfinished";

    private const string Suffix = ".log";
    private const int Digits = 8;

    public bool Covers(int number) => First <= number && number <= Last;

    public bool Covers(SegmentName other) => First <= other.First && other.Last <= Last;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First:D8}-{Last:D8}{Suffix}");

    /// <summary>Null: the file is no segment.</summary>
    public static SegmentName? TryParse(string file)
    {
        var isName = file.Length == Digits + 1 + Digits + Suffix.Length && file[Digits] == '-' && file.EndsWith(Suffix, StringComparison.Ordinal);
        return isName
            && int.TryParse(file.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(file.AsSpan(Digits + 1, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                ? new SegmentName(first, last)
                : null;
    }
}
