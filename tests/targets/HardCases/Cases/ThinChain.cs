using System.Runtime.CompilerServices;

namespace HardCases.Cases;

/// <summary>Methods so small that the JIT gives them no frame, called in every way there is.</summary>
internal sealed class ThinChain : ICase
{
    private interface IStep
    {
        long Step(long x);
    }

    private sealed class AddOne : IStep
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public long Step(long x) => Thin(x);
    }

    private readonly struct AddOneValue : IStep
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public long Step(long x) => Thin(x);
    }

    private readonly Func<long, long> _delegate = Thin;
    private readonly IStep _interface = new AddOne();

    public string Name => "thin-chain";

    public void Run()
    {
        long x = 0;
        for (int i = 0; i < 100_000; i++)
        {
            x = Thick(x);
            x = _delegate(x);
            x = _interface.Step(x);
            x = Through(default(AddOneValue), x);
            x = Through(_interface, x);
        }
        Check.Equal(Name, 1_100_000L, x);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Leaf(long x) => x + 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Thin(long x) => Leaf(x) + 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Thick(long x) => Thin(x) + Leaf(x) - x;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Through<T>(T step, long x)
        where T : IStep => step.Step(x);
}
