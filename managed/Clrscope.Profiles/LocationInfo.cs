using System.Collections.Immutable;

namespace Clrscope.Profiles;

/// <summary>A place in the code that a stack can hold.</summary>
/// <param name="Mapping">Index into <see cref="Profile.Mappings"/>; <see cref="NoMapping"/> if unknown.</param>
/// <param name="Address">Address in memory; of a caller, one inside the call instruction. 0 if unknown.</param>
/// <param name="Lines">Innermost inlined function first, the function that really lies there last; empty if unknown.</param>
/// <param name="IsFolded">Other places share the symbol because the linker folded identical code.</param>
public sealed record LocationInfo(int Mapping, ulong Address, ImmutableArray<Line> Lines, bool IsFolded = false)
{
    public const int NoMapping = -1;

    public bool Equals(LocationInfo? other) =>
        other is not null && Mapping == other.Mapping && Address == other.Address && IsFolded == other.IsFolded &&
        Lines.AsSpan().SequenceEqual(other.Lines.AsSpan());

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Mapping);
        hash.Add(Address);
        foreach (Line line in Lines)
        {
            hash.Add(line);
        }
        return hash.ToHashCode();
    }
}
