using System.Globalization;

namespace Clrscope.Recording.Format;

/// <summary>
/// The name of a file, such as <c>recording-20260801T120000000Z-1a2b3c4d-000001.rec</c>: begun when, by which writer, as its
/// how many-th. Names sort by time.
/// </summary>
internal sealed record RecordingFileName(DateTimeOffset Start, uint Writer, int Number)
{
    /// <summary>What the names of files match.</summary>
    internal const string Pattern = Prefix + "*" + Extension;

    private const string Prefix = "recording-";
    private const string Extension = ".rec";
    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff'Z'";

    /// <summary>Reads a file name without its directory; null if it is none of ours.</summary>
    internal static RecordingFileName? Parse(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !name.EndsWith(Extension, StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = name[Prefix.Length..^Extension.Length].Split('-');
        CultureInfo culture = CultureInfo.InvariantCulture;
        return parts.Length == 3
            && DateTimeOffset.TryParseExact(
                parts[0], TimeFormat, culture, DateTimeStyles.AssumeUniversal, out DateTimeOffset start)
            && parts[1].Length == 8
            && uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, culture, out uint writer)
            && int.TryParse(parts[2], NumberStyles.None, culture, out int number)
            ? new RecordingFileName(start, writer, number)
            : null;
    }

    /// <summary>The name.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Prefix}{Start.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}-{Writer:x8}-{Number:D6}{Extension}");
}
