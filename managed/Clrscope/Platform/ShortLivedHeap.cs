using System.Runtime;

namespace Clrscope.CommandLine.Platform;

/// <summary>
/// For commands that run for a second and keep nearly all that they allocate until they have written it: the collector would
/// look through the same objects again and again and free nothing.
/// </summary>
internal static class ShortLivedHeap
{
    private const long Bytes = 512L << 20;

    /// <summary>
    /// Begins with large pages, where the kernel gives them, and without collections, until more has been allocated, where the memory
    /// for it is there.
    /// </summary>
    public static void Begin()
    {
        HugePages.AskForHeap();
        // What the process may have: a container's limit, or that of the settings.
        if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= 4 * Bytes && GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
        {
            GC.TryStartNoGCRegion(Bytes);
        }
    }
}
