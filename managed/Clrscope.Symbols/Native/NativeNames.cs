using Clrscope.Segment;
using Clrscope.Symbols.Code;

namespace Clrscope.Symbols.Native;

/// <summary>Names the frames of native libraries.</summary>
internal sealed class NativeNames(SymbolCache cache)
{
    private const string RuntimeLibrary = "libcoreclr.so";
    private const string Runtime = "[clr]";

    public ResolvedFrame Frame(LoadedLibrary library, ulong address)
    {
        ulong fileAddress = address - library.Info.LoadBias;
        if (library.IsVdso)
        {
            return Frame(library, address, library.Symbol.Path, functionStart: 0);
        }

        ElfSymbolTable symbols = cache.Library(library.Info.Path, library.Symbol.BuildId);
        if (symbols.TryFind(fileAddress, out string name, out ulong start))
        {
            return Frame(library, address, name, start + library.Info.LoadBias);
        }

        // A function without a name goes by where it begins, so that its samples come together. What a single-file program
        // is started by is nearly all the runtime.
        start = symbols.FunctionStart(fileAddress);
        string file = symbols.HoldsRuntime && library.FileName != RuntimeLibrary ? Runtime : library.FileName;
        return start == 0
            ? Frame(library, address, Offset(file, fileAddress), functionStart: 0)
            : Frame(library, address, Offset(file, start), start + library.Info.LoadBias);
    }

    private string Offset(string fileName, ulong fileAddress) =>
        $"{PrintableText.Clean(fileName, cache.Limits.MaxNameLength)}+0x{fileAddress:x}";

    /// <summary>
    /// A mangled name is kept as the linker's, also where it cannot be demangled: readers of profiles look there.
    /// </summary>
    private ResolvedFrame Frame(LoadedLibrary library, ulong address, string name, ulong functionStart) => new()
    {
        Kind = FrameKind.Native,
        Name = Demangler.Demangle(name, cache.Limits.MaxNameLength) ?? name,
        SystemName = name.StartsWith(Demangler.Prefix, StringComparison.Ordinal) ? name : "",
        Module = library.Symbol,
        Address = address,
        FunctionStart = functionStart,
    };
}
