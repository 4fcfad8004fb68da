using System.Globalization;
using System.Text.RegularExpressions;

namespace Clrscope.Export;

/// <summary>
/// The stretch of a process's ring that a profile covers, kept as a comment inside the profile: whoever takes over from an
/// agent that was killed learns from it what is on disk already.
/// </summary>
/// <param name="Source">The process.</param>
/// <param name="Start">Position of the first byte.</param>
/// <param name="End">Position after the last byte.</param>
public readonly partial record struct RingRange(ProcessIdentity Source, ulong Start, ulong End)
{
    /// <summary>Whether the byte at <paramref name="position"/> lies in the range.</summary>
    public bool Contains(ulong position) => position >= Start && position < End;

    /// <summary>The comment's text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"clrscope ring {Start}..{End} of {Source}");

    /// <summary>Reads a comment that <see cref="ToString"/> made.</summary>
    public static bool TryParse(string comment, out RingRange range)
    {
        range = default;
        Match match = Pattern().Match(comment);
        if (!match.Success
            || !ulong.TryParse(match.Groups["start"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out ulong start)
            || !ulong.TryParse(match.Groups["end"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out ulong end)
            || !ProcessIdentity.TryParse(match.Groups["pid"].ValueSpan, match.Groups["ticks"].ValueSpan, out var source))
        {
            return false;
        }

        range = new(source, start, end);
        return true;
    }

    [GeneratedRegex(
        """^clrscope ring (?<start>[0-9]+)\.\.(?<end>[0-9]+) of (?<pid>[0-9]+)-(?<ticks>[0-9]+)\z""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
