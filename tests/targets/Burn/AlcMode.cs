using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Burn;

/// <summary>Code that comes and goes, so that addresses are used again by other methods.</summary>
internal static class AlcMode
{
    public static int Run(Arguments arguments)
    {
        var deadline = new Deadline(arguments.Seconds);
        var contexts = new List<WeakReference>();
        while (!deadline.Passed)
        {
            contexts.Add(LoadAndRun(contexts.Count));
            if (contexts.Count % 10 == 0)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }

        return Report.Print("alc", ("loaded", contexts.Count), ("unloaded", contexts.Count(context => !context.IsAlive)));
    }

    // Not inlined: a reference left in the caller's frame would keep the context alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndRun(int number)
    {
        var context = new AssemblyLoadContext($"context-{number}", isCollectible: true);
        Assembly copy = context.LoadFromAssemblyPath(typeof(AlcMode).Assembly.Location);
        copy.GetType(typeof(Plugin).FullName!)!.GetMethod(nameof(Plugin.Work))!.Invoke(null, [2_000_000]);
        context.Unload();
        return new WeakReference(context);
    }
}

/// <summary>Runs in the copy of this assembly that a collectible context holds.</summary>
public static class Plugin
{
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static ulong Work(int turns) => Spinner.Turn(1, turns);
}
