namespace OrleansDrpc.Functions.Tests;

public sealed class TsvFileTests
{
    [Theory]
    [InlineData("a\tb\n1\t2\n3\t4\n")]
    [InlineData("a\tb\n1\t2\n3\t4")]
    [InlineData("a\tb\r\n1\t2\r\n3\t4\r\n")]
    [InlineData("\uFEFFa\tb\n1\t2\n3\t4\n")]
    public void Read_GoodFile_AllRowsWithLineNumbers(string text)
    {
        using var file = new TempFile(text);
        var rows = TsvFile.Read(file.Path, "a", "b").Select(row => (row.Line, row.Text(0), row.Number(1)));
        Assert.Equal([(2L, "1", 2L), (3L, "3", 4L)], rows);
    }

    [Fact]
    public void Read_HeaderOnly_NoRows()
    {
        using var file = new TempFile("a\tb\n");
        Assert.Empty(TsvFile.Read(file.Path, "a", "b"));
    }

    [Theory]
    [InlineData("", 1, "the header 'a<TAB>b' is missing; the file is empty")]
    [InlineData("1\t2\n", 1, "the header 'a<TAB>b' is missing; the line is '1<TAB>2'")]
    [InlineData("a\tb\n1\t2\n3\n", 3, "the line has 1 column(s), but the 2 of 'a<TAB>b' are expected")]
    [InlineData("a\tb\n1\t2\t3\n", 2, "the line has 3 column(s), but the 2 of 'a<TAB>b' are expected")]
    [InlineData("a\tb\n1\t2\n\n3\t4\n", 3, "the line has 1 column(s), but the 2 of 'a<TAB>b' are expected")]
    [InlineData("a\tb\n1\t\n", 2, "column 'b' is empty")]
    [InlineData("a\tb\n \t2\n", 2, "column 'a' is empty")]
    [InlineData("a\tb\n1\tx\n", 2, "'x' in column 'b' is no whole number of 0 or more")]
    [InlineData("a\tb\n1\t-2\n", 2, "'-2' in column 'b' is no whole number of 0 or more")]
    [InlineData("a\tb\n1\t99999999999999999999\n", 2, "'99999999999999999999' in column 'b' is no whole number of 0 or more")]
    public void Read_BadLine_FileLineAndReason(string text, int line, string reason)
    {
        using var file = new TempFile(text);
        AssertBad(file, line, reason);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, 1)]
    [InlineData(new byte[] { (byte)'a', (byte)'\t', (byte)'b', (byte)'\n', (byte)'1', (byte)'\t', 0xE9, (byte)'\n' }, 2)]
    [InlineData(new byte[] { (byte)'a', (byte)'\t', (byte)'b', (byte)'\n', (byte)'1', (byte)'\t', 0xC3 }, 2)]
    public void Read_NotUtf8_FileLineAndReason(byte[] bytes, int line)
    {
        using var file = new TempFile(bytes);
        AssertBad(file, line, "the line is not UTF-8, or holds U+FFFD, what is left of text that was not");
    }

    [Fact]
    public void Read_MissingFile_SaysSo()
    {
        var file = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "follows.tsv");
        var error = Assert.Throws<DataFileException>(() => Rows(file));
        Assert.Equal((file, null, "the file does not exist"), (error.File, error.Line, error.Reason));
        Assert.StartsWith($"{file}: the file does not exist. Give the path", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EmptyPath_SaysSo()
    {
        var error = Assert.Throws<DataFileException>(() => Rows(""));
        Assert.StartsWith("'': the file does not exist.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Folder_Unreadable()
    {
        var error = Assert.Throws<DataFileException>(() => Rows(Path.GetTempPath()));
        Assert.Equal((Path.GetTempPath(), null, "the file cannot be read"), (error.File, error.Line, error.Reason));
        Assert.Contains("Check that it is a file", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public void Read_LongFile_StreamsIt()
    {
        using var file = new TempFile("a\tb\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"é{i}\t{i}\n")) + "bad\n");
        using var rows = TsvFile.Read(file.Path, "a", "b").GetEnumerator();
        for (var i = 0; i < 100_000; i++)
        {
            Assert.True(rows.MoveNext());
            Assert.Equal(i, rows.Current.Number(1));
        }

        Assert.Equal(100_002, Assert.Throws<DataFileException>(() => rows.MoveNext()).Line);
    }

    private static List<(string, long)> Rows(string file) => [.. TsvFile.Read(file, "a", "b").Select(row => (row.Text(0), row.Number(1)))];

    private static void AssertBad(TempFile file, int line, string reason)
    {
        var error = Assert.Throws<DataFileException>(() => Rows(file.Path));
        Assert.Equal((file.Path, line, reason), (error.File, error.Line, error.Reason));
        Assert.Equal($"{file.Path}, line {line}: {reason}. Correct the file and start again.", error.Message);
    }
}
