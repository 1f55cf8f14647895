using FsCheck;
using FsCheck.Fluent;

namespace OrleansDrpc.Functions.Tests;

/// <summary>
/// Two normalised names that are often alike: one is the other with some changes, so that many scores lie about the threshold.
/// </summary>
internal static class NamePairs
{
    private static readonly Gen<char> Letter = Gen.Elements([.. "ABCDEFNORST 019"]);

    private static readonly Gen<string> Name =
        from length in Gen.Frequency((8, Gen.Choose(0, 24)), (1, Gen.Choose(25, 90)))
        from letters in Letter.ArrayOf(length)
        select new string(letters);

    private static readonly Gen<(int At, int Kind, char Letter)> Change =
        from at in Gen.Choose(0, 99)
        from kind in Gen.Choose(0, 2)
        from letter in Letter
        select (at, kind, letter);

    private static readonly Gen<(string X, string Y)> Alike =
        from name in Name
        from count in Gen.Choose(0, 8)
        from changes in Change.ArrayOf(count)
        select (name, changes.Aggregate(name, Changed));

    private static readonly Gen<(string X, string Y)> Cut =
        from name in Name
        from length in Gen.Choose(0, 99)
        select (name, name[..(name.Length * length / 99)]);

    private static readonly Gen<(string X, string Y)> Unlike =
        from x in Name
        from y in Name
        select (x, y);

    public static Arbitrary<(string X, string Y)> Arbitrary { get; } = Gen.Frequency((6, Alike), (2, Cut), (1, Unlike)).ToArbitrary();

    private static string Changed(string name, (int At, int Kind, char Letter) change)
    {
        var at = change.At % (name.Length + 1);
        return change.Kind switch
        {
            0 => name.Insert(at, change.Letter.ToString()),
            1 when at < name.Length => name.Remove(at, 1),
            2 when at + 1 < name.Length => $"{name[..at]}{name[at + 1]}{name[at]}{name[(at + 2)..]}",
            _ => name,
        };
    }
}
