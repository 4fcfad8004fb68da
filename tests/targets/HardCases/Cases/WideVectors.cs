using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HardCases.Cases;

/// <summary>Frames that spill wide registers, aligned by hand, and epilogues that clear their upper halves.</summary>
internal sealed class WideVectors : ICase
{
    private readonly int[] _values = [.. Enumerable.Range(0, 4096)];

    public string Name => "wide-vectors";

    public void Run()
    {
        int expected = 4096 / 2 * 4095;
        for (int i = 0; i < 50; i++)
        {
            Check.Equal(Name, expected, Sum512());
            Check.Equal(Name, expected, Sum256());
            Check.Equal(Name, expected, SumAny());
        }
    }

    private int Sum512()
    {
        Vector512<int> sum = default;
        for (int i = 0; i < _values.Length; i += Vector512<int>.Count)
        {
            sum = Add(sum, Vector512.Create<int>(_values.AsSpan(i)));
        }
        return Vector512.Sum(sum);
    }

    private int Sum256()
    {
        Vector256<int> sum = default;
        for (int i = 0; i < _values.Length; i += Vector256<int>.Count)
        {
            sum = Add(sum, Vector256.Create<int>(_values.AsSpan(i)));
        }
        return Vector256.Sum(sum);
    }

    private int SumAny()
    {
        Vector<int> sum = default;
        for (int i = 0; i < _values.Length; i += Vector<int>.Count)
        {
            sum += new Vector<int>(_values, i);
        }
        return Vector.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<int> Add(Vector512<int> a, Vector512<int> b) => a + b;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<int> Add(Vector256<int> a, Vector256<int> b) => a + b;
}
