using Clrscope.Segment;

namespace Clrscope.Agent.Segments;

/// <summary>Looks for processes to serve without serving them.</summary>
internal static class LiveSegments
{
    /// <summary>Whether the directory has a segment that this agent can read and whose owner lives.</summary>
    public static bool ExistIn(string directory) => SegmentDirectory.EnumerateSegments(directory).Any(HasLiveOwner);

    private static bool HasLiveOwner(string path)
    {
        try
        {
            using SegmentFile segment = SegmentFile.Open(path, writable: false);
            return segment.IsOwnerAlive();
        }
        catch (SegmentException)
        {
            return false;
        }
    }
}
