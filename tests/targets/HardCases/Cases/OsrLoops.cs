using System.Reflection;
using System.Runtime.CompilerServices;

namespace HardCases.Cases;

/// <summary>
/// Loops that are replaced while they run. A method is replaced in this way only until it has been called 30 times, so
/// there are many: one instantiation for each pair of value types.
/// </summary>
internal sealed class OsrLoops : ICase
{
    private static readonly Type[] s_types =
    [
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(float), typeof(double), typeof(char), typeof(decimal), typeof(Guid), typeof(DateTime), typeof(TimeSpan),
        typeof(DateOnly), typeof(TimeOnly), typeof(Half), typeof(Int128), typeof(UInt128), typeof(nint), typeof(nuint),
        typeof(Index), typeof(Range),
    ];

    private static readonly MethodInfo s_loop =
        typeof(OsrLoops).GetMethod(nameof(Loop), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static int s_next;

    public string Name => "osr-loops";

    public void Run()
    {
        int n = Interlocked.Increment(ref s_next) / 20 % (s_types.Length * s_types.Length);
        MethodInfo method = s_loop.MakeGenericMethod(s_types[n / s_types.Length], s_types[n % s_types.Length]);
        var loop = method.CreateDelegate<Func<int, long>>();
        Check.Equal(Name, 2_000_000L * 3, loop(2_000_000));
        Check.Equal(Name, 10_000L * 7, Nested(100));
    }

    private static long Loop<T1, T2>(int count)
        where T1 : struct
        where T2 : struct
    {
        (T1, T2) pair = default;
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += Inner(i, ref pair);
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Inner<T>(int i, ref T value)
        where T : struct
    {
        value = default;
        return (i | 3) == 0 ? 0 : 3;
    }

    private static long Nested(int n)
    {
        long sum = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                sum += 7;
            }
        }
        return sum;
    }
}
