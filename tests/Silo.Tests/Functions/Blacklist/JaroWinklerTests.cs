using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace OrleansDrpc.Functions.Tests;

public sealed class JaroWinklerTests
{
    [Theory]
    [InlineData("MARTHA", "MARHTA", 0.961111)]
    [InlineData("DIXON", "DICKSONX", 0.813333)]
    [InlineData("DWAYNE", "DUANE", 0.84)]
    [InlineData("JONES", "JOHNSON", 0.832381)]
    [InlineData("ABCVWXYZ", "CABVWXYZ", 0.9375)]
    [InlineData("A", "A", 1)]
    [InlineData("AB", "BA", 0)]
    [InlineData("ABC", "XYZ", 0)]
    [InlineData("", "ABC", 0)]
    [InlineData("", "", 0)]
    public void Score_KnownNames_KnownScores(string x, string y, double expected) => Assert.Equal(expected, Score(x, y), 6);

    [Fact]
    public void Score_LongNames_LikeShortOnes()
    {
        var name = string.Concat(Enumerable.Repeat("ABCDEFGHIJ", 100));
        Assert.Equal(1, Score(name, name));
        Assert.Equal(0, Score(name, new string('X', 900)));
        Assert.Equal(Naive(name, name[..700]), Score(name, name[..700]), 12);
    }

    [Fact]
    public void Score_AnyNames_AsInTheTextbook() =>
        ForAll(5000, (x, y) => Math.Abs(Score(x, y) - Naive(x, y)) < 1e-12);

    [Fact]
    public void Score_AnyNames_SymmetricAndFrom0To1() =>
        ForAll(5000, (x, y) => Score(x, y) is >= 0 and <= 1 and var score && score == Score(y, x));

    [Fact]
    public void Score_AnyName_1WithItself() =>
        ForAll(1000, (x, _) => Score(x, x) == (x.Length == 0 ? 0 : 1));

    [Fact]
    public void MayHit_AnyNames_NeverMissesAHit() =>
        ForAll(20_000, (x, y) => MayHit(x, y) || Score(x, y) < BlacklistNames.Threshold);

    [Fact]
    public void MayHit_NamesWithNothingInCommon_LeavesThemOut()
    {
        Assert.False(MayHit("", ""));
        Assert.False(MayHit("ABCD", ""));
        Assert.False(MayHit("ABCD", "EFGH"));
        Assert.False(MayHit("ABCD", "ABCD EFGH IJKL MNOP QRST"));
        Assert.True(MayHit("ABCD", "ABCD EFGH IJKLM"));
    }

    [Theory]
    [InlineData(255, 256)]
    [InlineData(256, 300)]
    [InlineData(400, 700)]
    [InlineData(100, 400)]
    public void MayHit_LongNamesOfOneLetter_NeverMissesAHit(int x, int y)
    {
        Assert.True(Score(new string('A', x), new string('A', y)) >= 0.85);
        Assert.True(MayHit(new string('A', x), new string('A', y)));
    }

    private static void ForAll(int tests, Func<string, string, bool> holds) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(NamePairs.Arbitrary, pair => holds(pair.X, pair.Y)));

    private static double Score(string x, string y) => JaroWinkler.Score(Encoding.ASCII.GetBytes(x), Encoding.ASCII.GetBytes(y));

    private static bool MayHit(string x, string y) => PreparedName.Of(x).MayHit(PreparedName.Of(y));

    private static double Naive(string x, string y)
    {
        var near = Math.Max((Math.Max(x.Length, y.Length) / 2) - 1, 0);
        var taken = new HashSet<int>();
        var matches = new List<(int X, int Y)>();
        for (var i = 0; i < x.Length; i++)
        {
            var j = Enumerable.Range(0, y.Length).FirstOrDefault(j => Math.Abs(i - j) <= near && x[i] == y[j] && !taken.Contains(j), -1);
            if (j >= 0)
            {
                taken.Add(j);
                matches.Add((i, j));
            }
        }

        if (matches.Count == 0)
        {
            return 0;
        }

        double m = matches.Count;
        var outOfPlace = matches.Select(match => match.X).Zip(taken.Order()).Count(pair => x[pair.First] != y[pair.Second]);
        var jaro = ((m / x.Length) + (m / y.Length) + ((m - (outOfPlace / 2.0)) / m)) / 3;
        var prefix = x.Zip(y).Take(4).TakeWhile(pair => pair.First == pair.Second).Count();
        return jaro + (prefix * 0.1 * (1 - jaro));
    }
}
