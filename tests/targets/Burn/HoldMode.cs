using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Burn;

/// <summary>Threads that stay in one activity, of which each says what it is.</summary>
internal static class HoldMode
{
    public static int Run(Arguments arguments)
    {
        TimeSpan seconds = arguments.Seconds;
        Thread[] threads = [.. Enumerable.Range(0, arguments.Integer("THREADS")).Select(_ => new Thread(() => Hold(seconds)))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        return Report.Print("hold", ("threads", threads.Length));
    }

    private static void Hold(TimeSpan seconds)
    {
        using Activity outer = new Activity("outer").SetIdFormat(ActivityIdFormat.W3C).Start();
        using Activity inner = new Activity("inner").Start();
        Console.WriteLine(
            $"{{\"tid\":{CurrentThread()},\"trace_id\":\"{inner.TraceId}\",\"span_id\":\"{inner.SpanId}\",\"root_span_id\":\"{outer.SpanId}\"}}");
        Thread.Sleep(seconds);
    }

    [DllImport("libc", EntryPoint = "gettid")]
    private static extern int CurrentThread();
}
