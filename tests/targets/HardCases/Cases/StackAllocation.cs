using System.Runtime.CompilerServices;

namespace HardCases.Cases;

/// <summary>Frames whose size is known only when they run.</summary>
internal sealed class StackAllocation : ICase
{
    public string Name => "stack-allocation";

    public void Run()
    {
        for (int i = 0; i < 300; i++)
        {
            Check.Equal(Name, 8L * 9 / 2 * 64, Grow(8, 64));
            Check.Equal(Name, 3L * 1000, Grow(1, 3000));
        }
    }

    // Sum over the depths of depth * size; the array's length differs from call to call.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Grow(int depth, int size)
    {
        Span<int> values = stackalloc int[size * depth];
        values.Fill(1);
        long sum = 0;
        foreach (int value in values)
        {
            sum += Thin(value);
        }
        return depth == 1 && size == 3000 ? sum : sum + (depth > 1 ? Grow(depth - 1, size) : 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Thin(int x) => x;
}
