using System.Runtime.InteropServices;
using Clrscope.Recording;

namespace Clrscope.Queries.Export;

/// <summary>The endpoints of samples. Safe for several threads at once.</summary>
internal sealed class ExportRoots(LocalRoots roots)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RootKey, string> _names = [];
    private bool _looksFurther = true;

    /// <summary>The endpoint of the request that a sample belongs to.</summary>
    internal string EndpointOf(in SpanReference span)
    {
        RootKey key = RootKey.Of(span);
        lock (_lock)
        {
            ref string? name = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, key, out _);
            return name ??= Find(key) is { } root ? EndpointName.Of(root) : EndpointName.InFlight;
        }
    }

    // Requests that ended before the window are read once, when the first of them is met.
    private RecordedSpan? Find(RootKey key)
    {
        if (roots.Find(key) is null && _looksFurther)
        {
            _looksFurther = false;
            roots.FindEarlier([key]);
        }

        return roots.Find(key);
    }
}
