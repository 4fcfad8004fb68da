using System.Globalization;
using Clrscope.Queries;
using Clrscope.Recording;

namespace Clrscope.CommandLine.Text;

/// <summary>Times as people read them, UTC.</summary>
internal static class TimeRange
{
    private const string DateAndTime = "yyyy-MM-dd HH:mm:ss'Z'";
    private const string Time = "HH:mm:ss'Z'";

    /// <summary>A window, as far as it is recorded.</summary>
    public static string Of(TimeWindow window, RecordingExtent extent)
    {
        long from = Math.Max(window.FromUnixNs, extent.FirstUnixNs);
        long to = Math.Min(window.ToUnixNs, extent.LastUnixNs);
        return from <= to ? Of(from, to) : Asked(window, extent);
    }

    /// <summary>A window as it was asked for.</summary>
    public static string Asked(TimeWindow window, RecordingExtent extent) => Of(
        window.FromUnixNs == long.MinValue ? extent.FirstUnixNs : window.FromUnixNs,
        window.ToUnixNs == long.MaxValue ? extent.LastUnixNs : window.ToUnixNs);

    /// <summary>All of a recording.</summary>
    public static string Of(RecordingExtent extent) => Of(extent.FirstUnixNs, extent.LastUnixNs);

    /// <summary>2026-01-31 14:05:07.123Z.</summary>
    public static string Exact(long unixNs) => Text(unixNs, "yyyy-MM-dd HH:mm:ss.fff'Z'");

    /// <summary>14:05:07.123Z, with the date where times are of different days.</summary>
    public static string Exact(long unixNs, bool withDate) => Text(unixNs, withDate ? "MM-dd HH:mm:ss.fff'Z'" : "HH:mm:ss.fff'Z'");

    /// <summary>Whether two moments are of different days.</summary>
    public static bool AreOnDifferentDays(long a, long b) => Text(a, "d") != Text(b, "d");

    private static string Of(long from, long to)
    {
        string length = Figures.Duration(Math.Max(0, (long)Math.Min((double)to - from, long.MaxValue)));
        return $"from {Text(from, DateAndTime)} to {Text(to, AreOnDifferentDays(from, to) ? DateAndTime : Time)} ({length})";
    }

    private static string Text(long unixNs, string format) =>
        RecordingTime.FromUnixNs(unixNs).ToString(format, CultureInfo.InvariantCulture);
}
