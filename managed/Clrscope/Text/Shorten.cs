namespace Clrscope.CommandLine.Text;

/// <summary>Makes long names fit.</summary>
internal static class Shorten
{
    private const char Ellipsis = '…';

    /// <summary>Leaves out the middle: a method's namespace and its name say more than what lies between.</summary>
    public static string Middle(string text, int maxLength)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        int kept = Math.Max(maxLength - 1, 0);
        int head = kept / 2;
        return string.Concat(text.AsSpan(0, head), [Ellipsis], text.AsSpan(text.Length - (kept - head)));
    }
}
