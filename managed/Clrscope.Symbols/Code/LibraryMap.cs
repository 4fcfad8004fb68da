using Clrscope.Segment;

namespace Clrscope.Symbols.Code;

/// <summary>Which native library owns an address at a time.</summary>
internal sealed class LibraryMap
{
    private readonly RangeMap<LoadedLibrary> _libraries = new();
    private readonly Dictionary<ulong, List<LoadedLibrary>> _loadedByStart = [];

    /// <summary>Null if the mapping is empty.</summary>
    public LoadedLibrary? Add(LibraryInfo info)
    {
        if (info.Start >= info.End)
        {
            return null;
        }

        var library = new LoadedLibrary(info, new AddressRange(info.Start, info.End));
        _libraries.Add(library);
        if (!_loadedByStart.TryGetValue(info.Start, out List<LoadedLibrary>? atStart))
        {
            _loadedByStart.Add(info.Start, atStart = []);
        }

        atStart.Add(library);
        return library;
    }

    /// <summary>Ends what is mapped at an address, and returns it.</summary>
    public IReadOnlyList<LoadedLibrary> Unload(ulong start, ulong timeNs)
    {
        if (!_loadedByStart.Remove(start, out List<LoadedLibrary>? libraries))
        {
            return [];
        }

        foreach (LoadedLibrary library in libraries)
        {
            _libraries.Unload(library, timeNs);
        }

        return libraries;
    }

    public CodeLookup<LoadedLibrary> Find(ulong address, ulong timeNs) => _libraries.Find(address, timeNs);

    /// <inheritdoc cref="RangeMap{TOwner}.Forget"/>
    public IReadOnlyList<LoadedLibrary> Forget(ulong beforeNs) => _libraries.Forget(beforeNs);
}
