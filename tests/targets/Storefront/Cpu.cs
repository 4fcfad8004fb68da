using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Storefront;

/// <summary>One method for each endpoint, so that a sample's stack says which endpoint it must belong to.</summary>
internal static partial class Cpu
{
    private const int ThreadCpuTime = 3;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void BurnCart() => Burn("GET /cart/{id:int}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void BurnSearch() => Burn("GET /search");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void BurnCheckout() => Burn("POST /checkout");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void BurnStock() => Burn("GET /stock/{id}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void BurnSlow() => Burn("GET /slow");

    // Half a millisecond of this thread's CPU time.
    private static void Burn(string endpoint)
    {
        long start = ThreadCpuNs();
        while (ThreadCpuNs() - start < 500_000)
        {
            Thread.SpinWait(20);
        }

        Truth.Add(endpoint, ThreadCpuNs() - start);
    }

    private static long ThreadCpuNs()
    {
        GetClock(ThreadCpuTime, out Timespec time);
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetClock(int clock, out Timespec time);

    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
