using System.Runtime.CompilerServices;

namespace Burn;

/// <summary>Two busy threads that are called <c>before-N</c> in the first half of their life and <c>after-N</c> in the second.</summary>
internal static class NamesMode
{
    private const int Threads = 2;

    public static int Run(Arguments arguments)
    {
        TimeSpan half = arguments.Seconds / 2;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(i => new Thread(() => Work(i, half)))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        return Report.Print("names", ("threads", Threads));
    }

    private static void Work(int number, TimeSpan half)
    {
        Thread.CurrentThread.Name = $"before-{number}";
        Spin(half);
        Thread.CurrentThread.Name = $"after-{number}";
        Spin(half);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Spin(TimeSpan time) => Spinner.Want(Spinner.TurnUntil(new Deadline(time)));
}
