using Clrscope.Segment;
using Clrscope.Symbols.Code;

namespace Clrscope.Symbols.Managed;

/// <summary>Names the frames of .NET methods; what belongs to a method is made when it is first asked for.</summary>
internal sealed class ManagedNames(SymbolCache cache)
{
    /// <summary>Where the program lies; beside it may be the PDBs of assemblies that lie in no file.</summary>
    public string ProgramDirectory { get; set; } = "";

    public ResolvedFrame Frame(MethodCode method, ulong address)
    {
        MethodName name = method.Name ??= NameOf(method.Info, method.Module);
        MethodLines lines = method.Lines ??= LinesOf(method);
        LinePoint line = lines == MethodLines.Empty ? lines.First : LineAt(method, lines, address);
        SymbolModule? module = IsDynamic(method.Info) ? SymbolModule.DynamicMethods : method.Module?.Symbol;
        return new ResolvedFrame
        {
            Kind = FrameKind.Managed,
            Name = name.Display,
            SystemName = name.Metadata,
            FileName = lines.First.File,
            StartLine = lines.First.Line,
            Line = line.File == lines.First.File ? line.Line : 0,
            Module = module,
            Address = address,
            FunctionStart = method.Ranges[0].Start,
        };
    }

    private static LinePoint LineAt(MethodCode method, MethodLines lines, ulong address)
    {
        method.IlOffsets ??= new IlOffsets(method.Info);
        return method.IlOffsets.At(address) is { } offset ? lines.At(offset) : new LinePoint(0, 0, lines.First.File);
    }

    private static bool IsDynamic(MethodInfo method) => (method.Flags & MethodFlag.Dynamic) != 0;

    private MethodName NameOf(MethodInfo method, LoadedModule? module)
    {
        // The process names what it holds in memory; its metadata, where it comes along, tells more.
        AssemblyNames? assembly = method.Name.Length == 0 || module?.InMemory is not null ? AssemblyOf(module) : null;
        if (assembly?.NameOf(method.Token, Instantiation.Parse(method.Instantiation, cache.Limits)) is { } name)
        {
            return name;
        }

        return new MethodName(
            method.Name.Length > 0 ? PrintableText.Clean(method.Name, cache.Limits.MaxNameLength)
            : module is not null ? Fallback(method.Token, module.Info, assembly?.State ?? AssemblyState.Unreadable)
            : IsDynamic(method) ? "[dynamic method]"
            : $"[unknown module]!0x{method.Token:X8}");
    }

    /// <summary>Null if there is nothing to read names from.</summary>
    private AssemblyNames? AssemblyOf(LoadedModule? module) =>
        module is null ? null
        : module.Info.Path.Length > 0 ? cache.Assembly(module.Info.Path, module.Info.Mvid)
        : module.InMemory?.Names(module.Info.Mvid, cache.Limits);

    private MethodLines LinesOf(MethodCode method)
    {
        if (method.Module is not { } module || AssemblyOf(module) is not { State: AssemblyState.Readable, Pdb: { } pdb })
        {
            return MethodLines.Empty;
        }

        AssemblyLines lines = cache.Lines(PathOf(module.Info), module.Info.Mvid, pdb);
        module.Symbol.HasLines = !lines.IsEmpty;
        return lines.Of(method.Info.Token);
    }

    /// <summary>Where the assembly lies or, if no file holds it, where it would lie beside the program.</summary>
    private string PathOf(ModuleInfo module) => module.Path.Length > 0
        ? module.Path
        : Path.Combine(ProgramDirectory, Path.GetFileName(module.AssemblyName) + ".dll");

    /// <summary>Tells a token that nobody could look up from one whose meaning has changed since the module was loaded.</summary>
    private string Fallback(uint token, ModuleInfo module, AssemblyState state)
    {
        string assembly = PrintableText.Clean(module.AssemblyName, cache.Limits.MaxNameLength);
        string mark = state == AssemblyState.Changed ? " [changed on disk]" : "";
        return $"{assembly}!0x{token:X8}{mark}";
    }
}
