using Clrscope.Segment;
using Clrscope.Symbols.Managed;

namespace Clrscope.Symbols.Code;

/// <summary>One native code version of a method.</summary>
/// <param name="info">What the journal says of it.</param>
/// <param name="module">The module that had the method's module id when the method was recorded; null if there was none.</param>
internal sealed class MethodCode(MethodInfo info, LoadedModule? module)
    : CodeOwner(info.ValidFromNs, AddressRange.From(info.Ranges))
{
    public MethodInfo Info { get; } = info;

    public LoadedModule? Module { get; } = module;

    /// <summary>The formatted name; null until somebody asks for it.</summary>
    public MethodName? Name { get; set; }

    /// <summary>Its source lines; null until somebody asks for them.</summary>
    public MethodLines? Lines { get; set; }

    /// <summary>The IL offsets of its code; null until somebody asks for them.</summary>
    public IlOffsets? IlOffsets { get; set; }
}
