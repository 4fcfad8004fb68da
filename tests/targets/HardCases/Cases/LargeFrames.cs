using System.Runtime.CompilerServices;

namespace HardCases.Cases;

/// <summary>Frames of many pages, which the prologue touches page by page before it takes them.</summary>
internal sealed class LargeFrames : ICase
{
    [InlineArray(20_000)]
    private struct Large
    {
        private byte _first;
    }

    [InlineArray(3_000)]
    private struct Medium
    {
        private byte _first;
    }

    public string Name => "large-frames";

    public void Run()
    {
        for (int i = 0; i < 20; i++)
        {
            Check.Equal(Name, 6 * 3, ThreeLarge(6));
            Check.Equal(Name, 50 * 2, OneMedium(50));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ThreeLarge(int depth)
    {
        if (depth == 0)
        {
            return 0;
        }
        Large a = default;
        Large b = default;
        a[depth] = 1;
        b[depth] = 2;
        return ThreeLarge(depth - 1) + Read(ref a, depth) + Read(ref b, depth);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int OneMedium(int depth)
    {
        if (depth == 0)
        {
            return 0;
        }
        Medium a = default;
        a[depth] = 2;
        return OneMedium(depth - 1) + a[depth];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Read(ref Large large, int at) => large[at];
}
