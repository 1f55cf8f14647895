using System.Globalization;
using System.Text;

namespace OrleansDrpc.Functions;

/// <summary>
/// Makes spellings of a name alike: compatibility decomposition (NFKD), no combining marks, upper case, a space for every character
/// outside A-Z and 0-9, the words in ordinal order with one space between.
/// </summary>
internal static class NameNormalizer
{
    /// <summary>A-Z, 0-9 and single spaces; empty where the name has no Latin letter and no digit.</summary>
    public static string Normalize(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var character in name.EnumerateRunes())
        {
            Append(text, character);
        }

        var words = text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Array.Sort(words, StringComparer.Ordinal);
        return string.Join(' ', words);
    }

    private static void Append(StringBuilder text, Rune character)
    {
        if (character.IsAscii)
        {
            var upper = char.ToUpperInvariant((char)character.Value);
            text.Append(char.IsAsciiLetterUpper(upper) || char.IsAsciiDigit(upper) ? upper : ' ');
        }
        else if (LatinForms.Of(character) is { } form)
        {
            text.Append(form);
        }
        else if (!IsMark(character))
        {
            text.Append(' ');
        }
    }

    private static bool IsMark(Rune character) => Rune.GetUnicodeCategory(character)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
