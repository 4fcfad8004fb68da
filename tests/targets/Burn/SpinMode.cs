using System.Runtime.CompilerServices;

namespace Burn;

/// <summary>Known methods with a known share of the CPU: <see cref="Hot"/> does three times the work of <see cref="Warm"/>.</summary>
internal static class SpinMode
{
    private const int Turns = 20_000;

    public static int RunForTime(Arguments arguments)
    {
        TimeSpan seconds = arguments.Seconds;
        return OnThreads("spin", arguments, () => SpinUntil(new Deadline(seconds)));
    }

    public static int RunForWork(Arguments arguments)
    {
        int rounds = arguments.Integer("ROUNDS");
        return OnThreads("work", arguments, () => SpinRounds(rounds));
    }

    private static int OnThreads(string mode, Arguments arguments, Action work)
    {
        Thread[] threads = [.. Enumerable.Range(0, arguments.Integer("THREADS")).Select(i => new Thread(() => work()) { Name = $"spin-{i}" })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        return Report.Print(mode, ("threads", threads.Length));
    }

    // Optimized from the first call on: neither tiering nor on-stack replacement moves the work to another version.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void SpinUntil(Deadline deadline)
    {
        ulong state = 1;
        while (!deadline.Passed)
        {
            state = Warm(Hot(state));
        }

        Spinner.Want(state);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void SpinRounds(int rounds)
    {
        ulong state = 1;
        for (int round = 0; round < rounds; round++)
        {
            state = Warm(Hot(state));
        }

        Spinner.Want(state);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Hot(ulong state) => Spinner.Turn(state, 3 * Turns);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Warm(ulong state) => Spinner.Turn(state, Turns);
}
