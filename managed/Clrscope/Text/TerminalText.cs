using System.Globalization;
using System.Text;

namespace Clrscope.CommandLine.Text;

/// <summary>
/// Makes names that others chose fit for a terminal: nothing in them moves the cursor, changes colours, turns the direction of
/// what follows, or goes on for pages.
/// </summary>
internal static class TerminalText
{
    private const int MaxLength = 2048;

    /// <summary>Replaces what is not printed as it stands, and cuts what is too long.</summary>
    public static string Clean(string text)
    {
        if (text.Length <= MaxLength && text.All(char.IsAscii) && !text.Any(char.IsControl))
        {
            return text;
        }

        StringBuilder clean = new();
        foreach (Rune rune in text.AsSpan(0, Math.Min(text.Length, MaxLength)).EnumerateRunes())
        {
            clean.Append(IsPrinted(rune) ? rune.ToString() : "\uFFFD");
        }

        return text.Length > MaxLength ? clean.Append('…').ToString() : clean.ToString();
    }

    // Format characters are those that turn directions or have no width. Letters that run from right to left would take the rest
    // of the line with them.
    private static bool IsPrinted(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
            or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned)
        && !IsRightToLeft(rune.Value);

    private static bool IsRightToLeft(int value) =>
        value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF)
            or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
}
