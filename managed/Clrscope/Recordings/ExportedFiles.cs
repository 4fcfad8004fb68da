using System.Text;
using Clrscope.CommandLine.Flame;
using Clrscope.Export;
using Clrscope.Profiles;

namespace Clrscope.CommandLine.Recordings;

/// <summary>Files made of a slice of a recording.</summary>
internal static class ExportedFiles
{
    /// <summary>Writes a profile.</summary>
    public static void WriteProfile(Profile profile, string path) =>
        AtomicFile.Write(path, stream => PprofWriter.Write(profile, stream));

    /// <summary>Writes a flame graph.</summary>
    public static void WriteFlame(Profile profile, string title, string path) => AtomicFile.Write(path, stream =>
    {
        using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        FlameGraphPage.Write(profile, title, writer);
    });
}
