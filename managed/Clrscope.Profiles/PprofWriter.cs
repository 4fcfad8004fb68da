using System.IO.Compression;

namespace Clrscope.Profiles;

/// <summary>Writes profiles in the pprof format (gzip'd protobuf).</summary>
public static class PprofWriter
{
    /// <summary>Writes to <paramref name="output"/>, which stays open. The same profile always gives the same bytes.</summary>
    public static void Write(Profile profile, Stream output)
    {
        using var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        new PprofEncoder(gzip).Encode(profile);
    }
}
