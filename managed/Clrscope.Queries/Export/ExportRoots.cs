using Clrscope.Recording;

namespace Clrscope.Queries.Export;

/// <summary>The endpoints of samples, found while a scan goes on. Safe for several threads at once.</summary>
internal sealed class ExportRoots(Task<LocalRoots> reading)
{
    private readonly Lock _lock = new();
    private readonly Task<Dictionary<RootKey, string>> _inWindow = NamesAsync(reading);
    private Dictionary<RootKey, string>? _withEarlier;

    /// <summary>
    /// Reads those that ended before the window, of spans that samples have: cheaper than to have them all read by
    /// <see cref="EndpointOf"/>. There must be no others afterwards.
    /// </summary>
    internal void FindEarlier(IEnumerable<SpanReference> sampled) =>
        WithEarlier(roots => roots.FindEarlier(sampled.Where(span => !span.IsNone).Select(span => RootKey.Of(span))));

    /// <summary>The endpoint of the request that a sample belongs to, if to any. The first one waits until all have been read.</summary>
    internal string EndpointOf(in SpanReference span)
    {
        if (span.IsNone)
        {
            return EndpointName.NoRequest;
        }

        RootKey key = RootKey.Of(span);
        return _inWindow.GetAwaiter().GetResult().TryGetValue(key, out string? name) ? name
            : WithEarlier(roots => roots.FindEarlier()).GetValueOrDefault(key, EndpointName.InFlight);
    }

    private Dictionary<RootKey, string> WithEarlier(Action<LocalRoots> read)
    {
        lock (_lock)
        {
            if (_withEarlier is null)
            {
                LocalRoots roots = reading.GetAwaiter().GetResult();
                read(roots);
                _withEarlier = Names(roots);
            }

            return _withEarlier;
        }
    }

    private static async Task<Dictionary<RootKey, string>> NamesAsync(Task<LocalRoots> reading) =>
        Names(await reading.ConfigureAwait(false));

    private static Dictionary<RootKey, string> Names(LocalRoots roots)
    {
        EndpointNames endpoints = new();
        Dictionary<RootKey, string> names = new(roots.All.Count);
        foreach (RecordedSpan root in roots.All)
        {
            names.TryAdd(RootKey.Of(root), endpoints.Of(root));
        }

        return names;
    }
}
