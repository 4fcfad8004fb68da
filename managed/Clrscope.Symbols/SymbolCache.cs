using Clrscope.Symbols.Managed;
using Clrscope.Symbols.Native;

namespace Clrscope.Symbols;

/// <summary>
/// What was read of assemblies and native libraries, shared by all processes and bounded by memory. Safe for use by several
/// threads. No file stays open: what is needed is read at once, so that nobody who replaces or truncates a file is
/// hindered or does harm.
/// </summary>
public sealed class SymbolCache
{
    private readonly LruCache<(string Path, Guid Mvid), AssemblyNames> _assemblies;
    private readonly LruCache<(string Path, Guid Mvid), AssemblyLines> _lines;
    private readonly LruCache<(string Path, string BuildId), ElfSymbolTable> _libraries;

    /// <param name="limits">Bounds on what files may cost; <see cref="SymbolLimits.Default"/> if null.</param>
    public SymbolCache(SymbolLimits? limits = null)
    {
        Limits = limits ?? SymbolLimits.Default;
        _assemblies = new LruCache<(string, Guid), AssemblyNames>(Limits.AssemblyCacheBytes);
        _lines = new LruCache<(string, Guid), AssemblyLines>(Limits.PdbCacheBytes);
        _libraries = new LruCache<(string, string), ElfSymbolTable>(Limits.ElfCacheBytes);
    }

    /// <summary>The bounds that are in force.</summary>
    public SymbolLimits Limits { get; }

    internal AssemblyNames Assembly(string path, Guid mvid) =>
        _assemblies.GetOrAdd((path, mvid), key => AssemblyNames.Load(key.Path, key.Mvid, Limits));

    internal AssemblyLines Lines(string path, Guid mvid, PdbReference pdb) =>
        _lines.GetOrAdd((path, mvid), key => AssemblyLines.Load(key.Path, pdb, Limits));

    internal ElfSymbolTable Library(string path, string buildId) =>
        _libraries.GetOrAdd((path, buildId), key => ElfSymbolTable.Load(key.Path, Convert.FromHexString(key.BuildId), Limits));
}
