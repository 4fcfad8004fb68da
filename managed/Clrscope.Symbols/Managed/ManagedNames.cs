using Clrscope.Segment;
using Clrscope.Symbols.Code;

namespace Clrscope.Symbols.Managed;

/// <summary>Names the frames of .NET methods; each method's name is made when it is first asked for.</summary>
internal sealed class ManagedNames(SymbolCache cache)
{
    public ResolvedFrame Frame(MethodCode method, ulong address)
    {
        MethodName name = method.Name ??= NameOf(method.Info, method.Module?.Info);
        return new ResolvedFrame
        {
            Kind = FrameKind.Managed,
            Name = name.Display,
            SystemName = name.Metadata,
            Module = IsDynamic(method.Info) ? SymbolModule.DynamicMethods : method.Module?.Symbol,
            Address = address,
            FunctionStart = method.Ranges[0].Start,
        };
    }

    private static bool IsDynamic(MethodInfo method) => (method.Flags & MethodFlag.Dynamic) != 0;

    private MethodName NameOf(MethodInfo method, ModuleInfo? module)
    {
        if (method.Name.Length > 0)
        {
            return new MethodName(PrintableText.Clean(method.Name, cache.Limits.MaxNameLength));
        }

        if (module is null)
        {
            return new MethodName(IsDynamic(method) ? "[dynamic method]" : $"[unknown module]!0x{method.Token:X8}");
        }

        AssemblyNames assembly = cache.Assembly(module.Path, module.Mvid);
        return assembly.NameOf(method.Token, Instantiation.Parse(method.Instantiation, cache.Limits))
            ?? new MethodName(Fallback(method.Token, module, assembly.State));
    }

    /// <summary>Tells a token that nobody could look up from one whose meaning has changed since the module was loaded.</summary>
    private string Fallback(uint token, ModuleInfo module, AssemblyState state)
    {
        string assembly = PrintableText.Clean(module.AssemblyName, cache.Limits.MaxNameLength);
        string mark = state == AssemblyState.Changed ? " [changed on disk]" : "";
        return $"{assembly}!0x{token:X8}{mark}";
    }
}
