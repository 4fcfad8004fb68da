using System.Globalization;

namespace Clrscope.CommandLine.Commands;

/// <summary>Reads moments: ISO times, UTC unless they say otherwise; a time of this day; or so long before now.</summary>
internal static class TimeText
{
    /// <summary>What is allowed, for messages.</summary>
    public const string Allowed = "a time such as 2026-01-31T14:05:00Z or 14:05, or -10m for ten minutes ago";

    private static readonly string[] s_timesOfDay = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFF"];

    private static readonly string[] s_dates =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];

    /// <summary>False if the text is none of them.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        if (text == "now")
        {
            time = now;
            return true;
        }

        if (text.StartsWith('-') && DurationText.TryParse(text[1..], out TimeSpan ago))
        {
            time = now - ago;
            return true;
        }

        string withoutZone = text.EndsWith('Z') ? text[..^1] : text;
        if (TimeOnly.TryParseExact(withoutZone, s_timesOfDay, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly today))
        {
            time = new DateTimeOffset(now.UtcDateTime.Date + today.ToTimeSpan(), TimeSpan.Zero);
            return true;
        }

        return DateTimeOffset.TryParseExact(
            text,
            s_dates,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time);
    }
}
