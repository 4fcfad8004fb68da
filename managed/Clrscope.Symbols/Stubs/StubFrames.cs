using Clrscope.Segment;

namespace Clrscope.Symbols.Stubs;

/// <summary>The stubs of the runtime that were met in one process.</summary>
internal sealed class StubFrames(int maxCount)
{
    private readonly Dictionary<ulong, StubKind> _kinds = [];

    /// <summary>Remembers what stub lies at an address, if its kind can be told.</summary>
    public void Add(StubCodeInfo info)
    {
        StubKind kind = KindOf(info);
        if (kind == StubKind.Other)
        {
            _kinds.Remove(info.Address);
        }
        else if (_kinds.Count < maxCount || _kinds.ContainsKey(info.Address))
        {
            _kinds[info.Address] = kind;
        }
    }

    /// <summary>The frame of an address in memory that the runtime has made code in.</summary>
    public ResolvedFrame Frame(ulong address) => new()
    {
        Kind = FrameKind.Stub,
        Name = StubNames.Of(_kinds.GetValueOrDefault(address)),
        Address = address,
    };

    // The flag goes by the memory's file: the runtime makes no code of its own there.
    private static StubKind KindOf(StubCodeInfo info) => info.Flags.HasFlag(StubFlag.Precompiled)
        ? StubKind.PInvoke
        : info.Code.Length == 0 ? StubKind.Other : StubPatterns.KindOf(info.Code, (int)(info.Address - info.Start));
}
