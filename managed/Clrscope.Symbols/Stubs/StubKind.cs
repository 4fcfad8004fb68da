namespace Clrscope.Symbols.Stubs;

/// <summary>What a stub of the runtime is for. The names are those that the runtime's developers use.</summary>
internal enum StubKind
{
    /// <summary>None of the others, or nothing is known of it.</summary>
    Other,

    /// <summary>Stores a reference in the heap and marks the card for the garbage collector.</summary>
    WriteBarrier,

    /// <summary>A method's entry: jumps to its code, or to the compiler before there is any.</summary>
    FixupPrecode,

    /// <summary>A method's entry that also tells which method it is.</summary>
    StubPrecode,

    /// <summary>Counts the calls of a method up to its recompilation.</summary>
    CallCounting,

    /// <summary>The first call of an interface method from one place.</summary>
    VirtualCallLookup,

    /// <summary>A call of an interface method from a place that has met one class: compares and jumps.</summary>
    VirtualCallDispatch,

    /// <summary>A call of an interface method from a place that has met several classes: a look-up in a hash table.</summary>
    VirtualCallResolve,

    /// <summary>A call of a virtual method from precompiled code, through the class's table.</summary>
    VirtualCallTable,

    /// <summary>A call of a delegate of a static method: moves the arguments one place down.</summary>
    DelegateShuffle,

    /// <summary>Adds the generic arguments to a call of shared code.</summary>
    Instantiating,

    /// <summary>Makes a boxed value a reference to the value.</summary>
    Unboxing,

    /// <summary>What precompiled code needs of the runtime: a type, a static field, an entry of a generic dictionary.</summary>
    ReadyToRunHelper,

    /// <summary>Jumps to code that lies too far away for a direct jump.</summary>
    Jump,

    /// <summary>A precompiled call of native code.</summary>
    PInvoke,

    /// <summary>A call of a method from native code; a stub precode on .NET 10.</summary>
    ReversePInvoke,
}
