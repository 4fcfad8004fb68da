using System.CommandLine;
using System.Text;
using Clrscope.CommandLine.Flame;
using Clrscope.Export;
using Clrscope.Profiles;

namespace Clrscope.CommandLine.Commands;

/// <summary>`clrscope flame`: draws a profile as a flame graph.</summary>
internal static class FlameCommand
{
    private const string Examples =
        """
          clrscope flame profile.pb.gz -o profile.html      one file that opens in any browser, without a network
        """;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> file = CommonOptions.ProfileFile();
        Option<string> output = new("-o", "--output") { Description = "The page's file", HelpName = "FILE", Required = true };
        DocumentedCommand flame = new("flame", "Draw a profile as a flame graph") { Examples = Examples };
        flame.Add(file);
        flame.Add(output);
        flame.SetAction(parsed => Execute(parsed.GetRequiredValue(file), parsed.GetRequiredValue(output)));
        return flame;
    }

    private static int Execute(string file, string output)
    {
        Profile profile = PprofReader.Read(file);
        if (profile.SampleTypes.IsEmpty)
        {
            throw new CommandException($"{file}: has no sample types, hence nothing to draw.");
        }

        AtomicFile.Write(output, stream =>
        {
            using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            FlameGraphPage.Write(profile, Path.GetFileName(file), writer);
        });
        return ExitCode.Success;
    }
}
