using System.Globalization;

namespace Clrscope.CommandLine.Text;

/// <summary>Numbers as people read them, the same in every locale.</summary>
internal static class Figures
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>1,234,567.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>1,234,567.</summary>
    public static string Count(ulong value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>1 span, 2 spans.</summary>
    public static string Count(long value, string noun) => $"{Count(value)} {noun}{(value == 1 ? "" : "s")}";

    /// <summary>With one decimal.</summary>
    public static string Decimal(double value) => value.ToString("N1", CultureInfo.InvariantCulture);

    /// <summary>12.3%, or nothing to speak of where the whole is zero.</summary>
    public static string Percent(double part, double whole) =>
        (whole == 0 ? 0 : 100 * part / whole).ToString("F1", CultureInfo.InvariantCulture) + "%";

    /// <summary>Seconds with two decimals.</summary>
    public static string Seconds(double nanoseconds) =>
        (nanoseconds / NanosecondsPerSecond).ToString("N2", CultureInfo.InvariantCulture) + " s";

    /// <summary>A span in the unit that suits it: 850 µs, 12.3 ms, 1.23 s, 7m 8s.</summary>
    public static string Duration(long nanoseconds) => nanoseconds switch
    {
        0 => "0 ms",
        < 1_000_000 and > -1_000_000 => (nanoseconds / 1e3).ToString("F0", CultureInfo.InvariantCulture) + " µs",
        < 999_950_000 => (nanoseconds / 1e6).ToString("F1", CultureInfo.InvariantCulture) + " ms",
        < 100 * 1_000_000_000L => Seconds(nanoseconds),
        _ => Age(TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick)),
    };

    /// <summary>A span in its largest whole unit and the next: 3d 4h, 5h 6m, 7m 8s, 9s.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{age.Days}d {age.Hours}h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{age.Hours}h {age.Minutes}m"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{age.Minutes}m {age.Seconds}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(age.Seconds, 0)}s"),
    };

    /// <summary>A value of a profile in its unit: nanoseconds as seconds, all else as a count.</summary>
    public static string Value(long value, string unit) => unit == "nanoseconds" ? Seconds(value) : Count(value);
}
