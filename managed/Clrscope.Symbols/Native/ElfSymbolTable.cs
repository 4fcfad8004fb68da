using System.Text;
using Clrscope.Segment;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Symbols.Native;

/// <summary>The functions of one ELF file, sorted by address. Immutable.</summary>
internal sealed class ElfSymbolTable : ICacheable
{
    private const int SymbolBytes = 40;

    private static readonly ElfSymbolTable Empty = new([], [], [], SymbolLimits.Default);

    private readonly ElfSymbol[] _symbols;

    /// <summary>How far any sized symbol up to each one reaches; tells a look-up when no earlier symbol can matter.</summary>
    private readonly ulong[] _reach;
    private readonly IReadOnlyList<byte[]> _names;
    private readonly ulong[] _starts;
    private readonly SymbolLimits _limits;
    private readonly Lazy<bool> _holdsRuntime;

    /// <summary>
    /// Keeps the best symbol of each address; not the labels inside a sized function, which never name anything.
    /// </summary>
    private ElfSymbolTable(ElfSymbol[] symbols, IReadOnlyList<byte[]> names, ulong[] starts, SymbolLimits limits)
    {
        Array.Sort(symbols);
        var kept = new List<ElfSymbol>(symbols.Length);
        var reaches = new List<ulong>(symbols.Length);
        ulong reach = 0;
        foreach (ElfSymbol symbol in symbols)
        {
            bool isNew = kept.Count == 0 || kept[^1].Address != symbol.Address;
            if (isNew && (symbol.Size > 0 || reach <= symbol.Address))
            {
                reach = symbol.Size > 0 ? Math.Max(reach, symbol.Limit) : reach;
                kept.Add(symbol);
                reaches.Add(reach);
            }
        }

        _symbols = [.. kept];
        _reach = [.. reaches];
        _names = names;
        _starts = starts;
        _limits = limits;
        _holdsRuntime = new Lazy<bool>(() => Array.Exists(_symbols, symbol => NameOf(symbol).SequenceEqual(RuntimeFunction)));
    }

    /// <summary>A function that the .NET runtime exports, also from programs that it is linked into.</summary>
    private static ReadOnlySpan<byte> RuntimeFunction => "MetaDataGetDispenser"u8;

    public long Bytes =>
        ((long)_symbols.Length * SymbolBytes) + ((long)_starts.Length * sizeof(ulong)) + _names.Sum(table => (long)table.Length);

    public int Count => _symbols.Length;

    /// <summary>Whether the .NET runtime is in the file.</summary>
    public bool HoldsRuntime => _holdsRuntime.Value;

    /// <summary>Whether the file is there and the one that was loaded.</summary>
    public bool IsLoadedFile => this != Empty;

    /// <summary>
    /// Reads the file's functions if its build id is the expected one (both may have none). A file that is missing, corrupt
    /// or another one than was loaded gives an empty table.
    /// </summary>
    public static ElfSymbolTable Load(string path, ReadOnlySpan<byte> buildId, SymbolLimits limits)
    {
        try
        {
            using SafeFileHandle? file = RegularFile.Open(path);
            return file is null ? Empty : Load(path, file, buildId, limits);
        }
        catch (Exception e) when (ElfErrors.MayComeFrom(e))
        {
            return Empty;
        }
    }

    /// <summary>The function that covers an address of the file; false where none does.</summary>
    public bool TryFind(ulong address, out string name, out ulong start)
    {
        int index = IndexCovering(address);
        if (index < 0)
        {
            name = "";
            start = 0;
            return false;
        }

        ElfSymbol symbol = _symbols[index];
        name = PrintableText.Clean(Encoding.UTF8.GetString(NameOf(symbol)), _limits.MaxNameLength);
        start = symbol.Address;
        return true;
    }

    /// <summary>Where the function around an address begins, whether it has a name or not; 0 if the file does not tell.</summary>
    public ulong FunctionStart(ulong address)
    {
        int index = Array.BinarySearch(_starts, address);
        index = index < 0 ? ~index - 1 : index;
        return index < 0 ? 0 : _starts[index];
    }

    private ReadOnlySpan<byte> NameOf(ElfSymbol symbol) =>
        ElfNames.At(_names[symbol.Names], symbol.NameOffset, _limits.MaxNameLength);

    private static ElfSymbolTable Load(string path, SafeFileHandle file, ReadOnlySpan<byte> buildId, SymbolLimits limits)
    {
        using var image = new ElfImage(file, limits.MaxElfHeaders);
        if (!ElfBuildId.Find(image, limits.MaxElfNoteBytes).SequenceEqual(buildId))
        {
            return Empty;
        }

        var reader = new ElfSymbolReader(limits);
        reader.Read(image);
        if (!Array.Exists(image.Sections, section => section.Type == ElfSection.SymbolTable))
        {
            AddFromElsewhere(reader, path, image, buildId, limits);
        }

        return new ElfSymbolTable([.. reader.Symbols], reader.Names, ElfFunctionStarts.Read(image, limits), limits);
    }

    /// <summary>What is wrong with another file costs its own names only.</summary>
    private static void AddFromElsewhere(
        ElfSymbolReader reader, string path, ElfImage stripped, ReadOnlySpan<byte> buildId, SymbolLimits limits)
    {
        using ElfImage? image = new DebugFiles(limits).Find(path, stripped, buildId);
        try
        {
            if (image is not null)
            {
                reader.Read(image);
            }
        }
        catch (Exception e) when (ElfErrors.MayComeFrom(e))
        {
            // Names that were read before it broke off are kept.
        }
    }

    /// <summary>
    /// The innermost sized symbol around the address; where there is none, the symbol before it if that has no size.
    /// </summary>
    private int IndexCovering(ulong address)
    {
        int nearest = AddressOrder.CountUpTo<ElfSymbol>(_symbols, address) - 1;
        int last = Math.Max(nearest - _limits.MaxSymbolNesting, -1);
        for (int i = nearest; i > last && _reach[i] > address; i--)
        {
            if (_symbols[i].Size > 0 && _symbols[i].Limit > address)
            {
                return i;
            }
        }

        return nearest >= 0 && _symbols[nearest].Size == 0 && _symbols[nearest].Limit > address ? nearest : -1;
    }
}
