using System.Runtime.InteropServices;

namespace Clrscope.Profiles;

/// <summary>Compares stacks by content, and finds one by a span so that a known stack is not copied to look it up.</summary>
internal sealed class StackComparer : IEqualityComparer<int[]>, IAlternateEqualityComparer<ReadOnlySpan<int>, int[]>
{
    public int[] Create(ReadOnlySpan<int> stack) => stack.ToArray();

    public bool Equals(int[]? a, int[]? b) => a.AsSpan().SequenceEqual(b);

    public bool Equals(ReadOnlySpan<int> a, int[] b) => a.SequenceEqual(b);

    public int GetHashCode(int[] stack) => GetHashCode(stack.AsSpan());

    public int GetHashCode(ReadOnlySpan<int> stack)
    {
        HashCode hash = default;
        hash.AddBytes(MemoryMarshal.AsBytes(stack));
        return hash.ToHashCode();
    }
}
