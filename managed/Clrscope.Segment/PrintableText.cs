namespace Clrscope.Segment;

/// <summary>Makes text that a profiled process or a file on disk chose fit for one line of a profile.</summary>
public static class PrintableText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Replaces control characters and cuts what exceeds <paramref name="maxLength"/>.</summary>
    public static string Clean(string text, int maxLength)
    {
        string cut = text.Length <= maxLength ? text : text[..maxLength];
        return cut.Any(char.IsControl) ? string.Create(cut.Length, cut, Replace) : cut;
    }

    private static void Replace(Span<char> target, string source)
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = char.IsControl(source[i]) ? Replacement : source[i];
        }
    }
}
