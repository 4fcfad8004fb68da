namespace Clrscope.Symbols;

/// <summary>What a frame of a stack is.</summary>
public enum FrameKind
{
    /// <summary>Nothing that is known covers the address.</summary>
    Unknown,

    /// <summary>A .NET method.</summary>
    Managed,

    /// <summary>Code of a native library, or of the executable itself.</summary>
    Native,

    /// <summary>Code that the runtime has made and that belongs to no method.</summary>
    Stub,

    /// <summary>A system call.</summary>
    Kernel,

    /// <summary>Time that is known by amount but not by stack.</summary>
    Pseudo,
}
