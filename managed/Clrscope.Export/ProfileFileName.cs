using System.Globalization;
using System.Text.RegularExpressions;

namespace Clrscope.Export;

/// <summary>
/// The name of a profile's file: <c>(start, UTC)-(process)-(pid).(start ticks)-(kind)-(ring position, 16 hex).pb.gz</c>.
/// It says which stretch of which process's ring the file begins with, so that rewriting a period replaces its file.
/// </summary>
/// <param name="Start">Start of the period, to the millisecond.</param>
/// <param name="Process">Name of the process; what a file name should not have is replaced when it is written.</param>
/// <param name="Source">The process.</param>
/// <param name="Kind">Kind of the profile, such as <c>cpu</c>.</param>
/// <param name="StartPosition">Ring position of the first byte that the profile covers.</param>
public sealed partial record ProfileFileName(
    DateTimeOffset Start, string Process, ProcessIdentity Source, string Kind, ulong StartPosition)
{
    /// <summary>What every profile's name ends with.</summary>
    public const string Extension = ".pb.gz";

    private const string TimeFormat = "yyyyMMdd'T'HHmmss.fff'Z'";
    private const int MaxProcessLength = 64;

    /// <summary>Reads a name that <see cref="ToString"/> made; false for any other file's.</summary>
    public static bool TryParse(string name, out ProfileFileName? parsed)
    {
        parsed = null;
        Match match = Pattern().Match(name);
        if (!match.Success
            || !DateTimeOffset.TryParseExact(
                match.Groups["start"].ValueSpan, TimeFormat, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset start)
            || !ProcessIdentity.TryParse(match.Groups["pid"].ValueSpan, match.Groups["ticks"].ValueSpan, out var source))
        {
            return false;
        }

        ulong position = ulong.Parse(match.Groups["position"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        parsed = new(start, match.Groups["process"].Value, source, match.Groups["kind"].Value, position);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Start.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}-{FileNameText.Clean(Process, MaxProcessLength)}-{Source.Pid}.{Source.StartTicks}-{Kind}-{StartPosition:x16}{Extension}");

    [GeneratedRegex(
        """^(?<start>[0-9]{8}T[0-9]{6}\.[0-9]{3}Z)-(?<process>[A-Za-z0-9._+-]{1,64})-(?<pid>[0-9]{1,10})\.(?<ticks>[0-9]{1,20})-(?<kind>[a-z]+)-(?<position>[0-9a-f]{16})\.pb\.gz\z""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
