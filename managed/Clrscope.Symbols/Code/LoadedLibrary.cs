using Clrscope.Segment;

namespace Clrscope.Symbols.Code;

/// <summary>One executable mapping of a native library.</summary>
internal sealed class LoadedLibrary : CodeOwner
{
    private const string VdsoName = "[vdso]";

    public LoadedLibrary(LibraryInfo info, AddressRange range)
        : base(validFromNs: 0, [range])
    {
        Info = info;
        IsVdso = info.Path == VdsoName || info.Path.StartsWith("linux-vdso.so", StringComparison.Ordinal);
        Symbol = new SymbolModule
        {
            Path = IsVdso ? VdsoName : info.Path.Length > 0 ? info.Path : "[unnamed library]",
            BuildId = Convert.ToHexStringLower(info.BuildId),
            Managed = false,
            Start = range.Start,
            Limit = range.End,
            FileOffset = info.FileOffset,
        };
    }

    public LibraryInfo Info { get; }

    public SymbolModule Symbol { get; }

    /// <summary>Last part of the path.</summary>
    public string FileName => Path.GetFileName(Symbol.Path);

    /// <summary>The kernel's own library: it is mapped into every process and in no file.</summary>
    public bool IsVdso { get; }
}
