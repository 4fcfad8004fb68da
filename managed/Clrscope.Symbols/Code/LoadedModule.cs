using Clrscope.Segment;

namespace Clrscope.Symbols.Code;

/// <summary>A managed module of the process.</summary>
internal sealed class LoadedModule(ModuleInfo info)
{
    public ModuleInfo Info { get; } = info;

    public SymbolModule Symbol { get; } = new()
    {
        Path = info.Path.Length > 0 ? info.Path : $"[{info.AssemblyName}]",
        BuildId = info.Mvid == Guid.Empty ? "" : info.Mvid.ToString("N"),
        Managed = true,
    };
}
