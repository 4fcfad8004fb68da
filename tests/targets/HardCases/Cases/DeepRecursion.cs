using System.Runtime.CompilerServices;

namespace HardCases.Cases;

/// <summary>Stacks from some frames to many more than the walk keeps.</summary>
internal sealed class DeepRecursion : ICase
{
    private static readonly int[] s_depths = [20, 100, 400, 505, 520, 700, 3000];

    public string Name => "deep-recursion";

    public void Run()
    {
        foreach (int depth in s_depths)
        {
            Check.Equal(Name, (long)depth * (depth + 1) / 2 + 20_000, Down(depth));
        }
        Check.Equal(Name, 21891L, Fibonacci(20) + Fibonacci(20) + 8361);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Down(int n)
    {
        if (n > 0)
        {
            return Down(n - 1) + n;
        }
        long sum = 0;
        for (int i = 0; i < 20_000; i++)
        {
            sum += One(i);
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long One(int i) => i >= 0 ? 1 : 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Fibonacci(int n) => n < 2 ? n : Fibonacci(n - 1) + Fibonacci(n - 2);
}
