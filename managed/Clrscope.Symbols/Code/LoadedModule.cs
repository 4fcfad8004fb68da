using Clrscope.Segment;
using Clrscope.Symbols.Managed;

namespace Clrscope.Symbols.Code;

/// <summary>A managed module of the process.</summary>
internal sealed class LoadedModule(ModuleInfo info)
{
    public ModuleInfo Info { get; } = info;

    /// <summary>What the process has handed over of a module that lies in no file; null if that is nothing.</summary>
    public InMemoryModule? InMemory { get; set; }

    public SymbolModule Symbol { get; } = new()
    {
        Path = info.Path.Length > 0 ? info.Path : $"[{info.AssemblyName}]",
        BuildId = info.Mvid == Guid.Empty ? "" : info.Mvid.ToString("N"),
        Managed = true,
    };
}
