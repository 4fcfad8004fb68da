using System.Runtime.CompilerServices;

namespace Burn;

/// <summary>Stacks of a known depth.</summary>
internal static class RecurseMode
{
    private const int BytesPerFrame = 256;

    public static int Run(Arguments arguments)
    {
        int depth = arguments.Integer("DEPTH");
        TimeSpan seconds = arguments.Seconds;
        var thread = new Thread(() => Spinner.Want(Descend(depth, new Deadline(seconds))), (1 << 20) + depth * BytesPerFrame) { Name = "recurse" };
        thread.Start();
        thread.Join();
        return Report.Print("recurse", ("depth", depth));
    }

    // The addition after the call keeps it from becoming a tail call.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Descend(int depth, Deadline deadline) => depth == 0 ? Bottom(deadline) : Descend(depth - 1, deadline) + 1;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Bottom(Deadline deadline) => Spinner.TurnUntil(deadline);
}
