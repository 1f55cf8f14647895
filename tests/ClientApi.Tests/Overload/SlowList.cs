using System.Globalization;
using System.Text;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A list for function blacklist that takes some tens of milliseconds to search: long beside what a call costs.</summary>
internal static class SlowList
{
    public const string Function = "blacklist";
    public const string Argument = "BAKOLI, DORA MIKONE";
    private const int Names = 200_000;

    /// <summary>Its text: names of syllables, which have so much in common that most of them must be compared letter by letter.</summary>
    public static string Text()
    {
        string[] syllables = ["ba", "do", "ki", "la", "me", "no", "ra", "si", "to", "ve"];
        var random = new Random(7);
        var list = new StringBuilder("id\tname\ttype\tprogram\n");
        for (var id = 1; id <= Names; id++)
        {
            list.Append(CultureInfo.InvariantCulture, $"{id}\t{Word(3)}, {Word(2)} {Word(3)}\t\t\n");
        }

        return list.ToString();

        string Word(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => syllables[random.Next(syllables.Length)]));
    }
}
