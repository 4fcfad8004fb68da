namespace Clrscope.Export;

/// <summary>Makes text of any origin fit to be part of a file name.</summary>
public static class FileNameText
{
    /// <summary>Letters, digits and <c>._+-</c> stay, all else becomes <c>_</c>; at most <paramref name="maxLength"/> of it.</summary>
    public static string Clean(string text, int maxLength)
    {
        ReadOnlySpan<char> kept = text.AsSpan(0, Math.Min(text.Length, maxLength));
        return kept.IsEmpty
            ? "_"
            : string.Create(kept.Length, text, static (target, source) =>
            {
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] is '.' or '_' or '+' or '-' ? source[i] : '_';
                }
            });
    }
}
