using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Burn;

/// <summary>
/// Arithmetic that costs the same every time. It is inlined into its callers, so that the CPU time is theirs by name.
/// </summary>
internal static class Spinner
{
    private static ulong s_wanted;

    /// <summary>Makes the compiler do the work that led to a number. GC.KeepAlive does not: it keeps objects alone.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Want(ulong state) => s_wanted = state;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Turn(ulong state, int times)
    {
        for (int i = 0; i < times; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
        }

        return state;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong TurnUntil(Deadline deadline)
    {
        ulong state = 1;
        while (!deadline.Passed)
        {
            state = Turn(state, 20_000);
        }

        return state;
    }

    /// <summary>Turns that take one millisecond of CPU: the fastest of some trials, since whatever disturbs a trial slows it.</summary>
    public static int TurnsPerMillisecond()
    {
        const int Turns = 200_000;
        ulong state = 1;
        TimeSpan best = TimeSpan.MaxValue;
        for (int trial = 0; trial < 50; trial++)
        {
            long start = Stopwatch.GetTimestamp();
            state = Trial(state, Turns);
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            best = took < best ? took : best;
        }

        Want(state);
        return (int)(Turns / best.TotalMilliseconds);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Trial(ulong state, int times) => Turn(state, times);
}
