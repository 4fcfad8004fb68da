namespace Clrscope.Symbols;

/// <summary>What a frame of a stack is.</summary>
public enum FrameKind
{
    /// <summary>Neither a method nor a library covers the address.</summary>
    Unknown,

    /// <summary>A .NET method.</summary>
    Managed,

    /// <summary>Code of a native library, or of the executable itself.</summary>
    Native,

    /// <summary>Time that is known by amount but not by stack.</summary>
    Pseudo,
}
