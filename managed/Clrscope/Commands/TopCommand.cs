using System.CommandLine;
using System.Globalization;
using Clrscope.CommandLine.Text;
using Clrscope.Profiles;

namespace Clrscope.CommandLine.Commands;

/// <summary>`clrscope top`: the hottest methods of a profile.</summary>
internal static class TopCommand
{
    private const int DefaultCount = 20;

    private const string Examples =
        """
          clrscope top profile.pb.gz
          clrscope top profile.pb.gz -n 50 --cum
          clrscope top build.pb.gz --by process
        """;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> file = CommonOptions.ProfileFile();
        Option<int> count = CommonOptions.Count("-n", DefaultCount, "How many rows");
        Option<bool> cumulative = new("--cum") { Description = "Order by what a method and its callees took" };
        Option<Breakdown?> by = new("--by") { Description = "Show processes or threads in place of methods", HelpName = "process|thread" };
        DocumentedCommand top = new("top", "Show the hottest methods of a profile") { Examples = Examples };
        top.Add(file);
        top.Add(count);
        top.Add(cumulative);
        top.Add(by);
        top.SetAction(parsed => Execute(
            parsed.GetRequiredValue(file),
            parsed.GetValue(count),
            parsed.GetValue(cumulative),
            parsed.GetValue(by),
            parsed.InvocationConfiguration.Output));
        return top;
    }

    private static int Execute(string file, int count, bool byCumulative, Breakdown? by, TextWriter output)
    {
        Profile profile = PprofReader.Read(file);
        int value = profile.DefaultValueIndex;
        if (value < 0)
        {
            throw new CommandException($"{file}: has no sample types, hence nothing to show.");
        }

        WriteHeading(profile, value, output);
        if (by is Breakdown breakdown)
        {
            BreakdownReport.Write(profile, value, count, breakdown, output, TerminalWidth.OfOutput());
        }
        else
        {
            HotMethodsReport.Write(profile, value, count, byCumulative, output, TerminalWidth.OfOutput());
        }

        return ExitCode.Success;
    }

    private static void WriteHeading(Profile profile, int value, TextWriter output)
    {
        SampleType type = profile.SampleTypes[value];
        output.Write($"{type}: {Figures.Value(profile.Total(value), type.Unit)}");
        if (profile.DurationNanos > 0)
        {
            output.Write($" in {Figures.Seconds(profile.DurationNanos)}");
        }

        if (profile.TimeNanos > 0)
        {
            DateTimeOffset start = DateTimeOffset.UnixEpoch.AddTicks(profile.TimeNanos / TimeSpan.NanosecondsPerTick);
            output.Write($", from {start.ToString("u", CultureInfo.InvariantCulture)}");
        }

        output.WriteLine();
    }
}
