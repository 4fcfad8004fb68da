namespace Clrscope.Symbols.Stubs;

/// <summary>What frames of stubs are called: a name a kind, so that a profile adds them up.</summary>
internal static class StubNames
{
    private const string Any = "[clr stub]";

    /// <summary>The name of a kind; those that nothing is known of have a common one.</summary>
    public static string Of(StubKind kind) => kind switch
    {
        StubKind.WriteBarrier => $"{Any} write barrier",
        StubKind.FixupPrecode => $"{Any} fixup precode",
        StubKind.StubPrecode => $"{Any} stub precode",
        StubKind.CallCounting => $"{Any} call counting",
        StubKind.VirtualCallLookup => $"{Any} virtual call: lookup",
        StubKind.VirtualCallDispatch => $"{Any} virtual call: dispatch",
        StubKind.VirtualCallResolve => $"{Any} virtual call: resolve",
        StubKind.VirtualCallTable => $"{Any} virtual call: table",
        StubKind.DelegateShuffle => $"{Any} delegate shuffle",
        StubKind.Instantiating => $"{Any} instantiating",
        StubKind.Unboxing => $"{Any} unboxing",
        StubKind.ReadyToRunHelper => $"{Any} ready-to-run helper",
        StubKind.Jump => $"{Any} jump",
        StubKind.PInvoke => $"{Any} P/Invoke",
        StubKind.ReversePInvoke => $"{Any} reverse P/Invoke",
        _ => Any,
    };
}
