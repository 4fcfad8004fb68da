using System.Runtime.CompilerServices;

namespace Burn;

/// <summary>Threads that live shorter than a sampling interval.</summary>
internal static class ThreadsMode
{
    public static int Run(Arguments arguments)
    {
        int turns = Spinner.TurnsPerMillisecond() * arguments.Integer("MILLISECONDS");
        TimeSpan gap = TimeSpan.FromSeconds(1.0 / arguments.Integer("PER_SECOND"));
        var deadline = new Deadline(arguments.Seconds);
        using var running = new CountdownEvent(1);
        int started = 0;
        while (!deadline.Passed)
        {
            // Against the plan and not from thread to thread, so that a late start does not lower the rate.
            TimeSpan due = gap * started - (arguments.Seconds - deadline.Remaining);
            if (due > TimeSpan.Zero)
            {
                Thread.Sleep(due);
            }

            running.AddCount();
            new Thread(() => Work(turns, running)).Start();
            started++;
        }

        running.Signal();
        running.Wait();
        return Report.Print("threads", ("threads", started));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Work(int turns, CountdownEvent running)
    {
        Spinner.Want(Spinner.Turn(1, turns));
        running.Signal();
    }
}
