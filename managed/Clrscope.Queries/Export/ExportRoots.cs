using System.Collections.Concurrent;
using System.Runtime.InteropServices;
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

    /// <summary>The endpoint of the request that a sample belongs to. The first one waits until all have been read.</summary>
    internal string EndpointOf(in SpanReference span)
    {
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

    // Equal names are one string, which is compared at once.
    private static Dictionary<RootKey, string> Names(LocalRoots roots)
    {
        if (roots.All.Count == 0)
        {
            return [];
        }

        RecordedSpan[] all = [.. roots.All];
        var own = new string[all.Length];
        Parallel.ForEach(Partitioner.Create(0, all.Length), range =>
        {
            for (int i = range.Item1; i < range.Item2; i++)
            {
                own[i] = EndpointName.Of(all[i]);
            }
        });
        Dictionary<RootKey, string> names = new(all.Length);
        Dictionary<string, string> known = [];
        for (int i = 0; i < all.Length; i++)
        {
            ref string? name = ref CollectionsMarshal.GetValueRefOrAddDefault(names, RootKey.Of(all[i]), out bool exists);
            if (!exists)
            {
                name = CollectionsMarshal.GetValueRefOrAddDefault(known, own[i], out _) ??= own[i];
            }
        }

        return names;
    }
}
