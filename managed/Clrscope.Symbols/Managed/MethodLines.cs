namespace Clrscope.Symbols.Managed;

/// <summary>Where in the source an IL offset begins a statement.</summary>
internal readonly record struct LinePoint(int IlOffset, int Line, string File) : IStartsAtAddress
{
    ulong IStartsAtAddress.Start => (ulong)IlOffset;
}

/// <summary>The lines of one method, without the points that the compiler hides. Immutable.</summary>
internal sealed class MethodLines
{
    private readonly LinePoint[] _points;

    /// <param name="points">In the PDB's order, which is that of IL offsets.</param>
    public MethodLines(LinePoint[] points)
    {
        _points = points;
        First = points.Length > 0 ? points[0] : new LinePoint(0, 0, "");
    }

    public static MethodLines Empty { get; } = new([]);

    /// <summary>Where the method begins; line 0 if there are no lines.</summary>
    public LinePoint First { get; }

    /// <summary>
    /// The last statement that begins at an IL offset or before. Code that the compiler hides belongs to what stands before
    /// it, as in stack traces; if nothing does, to the method's beginning.
    /// </summary>
    public LinePoint At(uint ilOffset)
    {
        int index = AddressOrder.CountUpTo<LinePoint>(_points, ilOffset) - 1;
        return index < 0 ? First : _points[index];
    }
}
