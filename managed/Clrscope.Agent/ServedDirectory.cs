using Clrscope.Agent.Platform;
using Clrscope.Segment;

namespace Clrscope.Agent;

/// <summary>Finds the segment directory that an agent is to serve.</summary>
public static class ServedDirectory
{
    /// <summary>The given directory, or the first of the default ones that is usable; made if there is none.</summary>
    /// <exception cref="IOException">None is usable; the message says why.</exception>
    public static string Prepare(string? directory)
    {
        IReadOnlyList<string> candidates = directory is null ? SegmentDirectory.DefaultCandidates() : [Path.GetFullPath(directory)];
        List<string> problems = [];
        foreach (string candidate in candidates)
        {
            try
            {
                PrivateDirectory.Ensure(candidate);
                return candidate;
            }
            catch (IOException error)
            {
                problems.Add(error.Message);
            }
        }

        throw new IOException(string.Join(Environment.NewLine, problems));
    }
}
