using System.Globalization;

namespace Clrscope.CommandLine.Commands;

/// <summary>Reads spans of time such as 500ms, 30s, 2m, 1h; a plain number is seconds.</summary>
internal static class DurationText
{
    /// <summary>What is allowed, for messages.</summary>
    public const string Allowed = "a number with ms, s, m or h, such as 30s";

    private static readonly (string Unit, TimeSpan One)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("", TimeSpan.FromSeconds(1)),
    ];

    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    /// <summary>False if the text is not a span of more than nothing and at most 24 days.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        (string unit, TimeSpan one) = Units.First(row => text.EndsWith(row.Unit, StringComparison.Ordinal));
        if (!decimal.TryParse(
            text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            || number > Longest.Ticks / one.Ticks)
        {
            return false;
        }

        duration = (double)number * one;
        return duration > TimeSpan.Zero;
    }
}
