namespace Burn;

internal sealed record Mode(string Name, string[] Parameters, string Does, Func<Arguments, int> Run);

internal static class Modes
{
    private static readonly Mode[] All =
    [
        new("spin", ["SECONDS", "THREADS"], "each thread spends 3/4 of its CPU in Hot and 1/4 in Warm", SpinMode.RunForTime),
        new("work", ["ROUNDS", "THREADS"], "the same, until each thread has done so many rounds", SpinMode.RunForWork),
        new("threads", ["PER_SECOND", "MILLISECONDS", "SECONDS"], "short threads, each with this much CPU", ThreadsMode.Run),
        new("gc", ["SECONDS"], "allocates; old objects die too (DOTNET_gcServer=1 for the server GC)", GcMode.Run),
        new("jit", ["SECONDS"], "compiles dynamic methods, expression trees and generic instantiations", JitMode.Run),
        new("alc", ["SECONDS"], "loads, runs and unloads collectible assembly load contexts", AlcMode.Run),
        new("memory", ["SECONDS"], "runs assemblies that no file holds: loaded from bytes, emitted, collected", MemoryMode.Run),
        new("native", ["SECONDS"], "compresses and hashes in native libraries", NativeMode.Run),
        new("recurse", ["DEPTH", "SECONDS"], "spins below a recursion of this depth", RecurseMode.Run),
        new("names", ["SECONDS"], "renames its busy threads half way through", NamesMode.Run),
        new("hold", ["THREADS", "SECONDS"], "each thread starts an activity in another, says which, and sleeps", HoldMode.Run),
        new("stopped", ["LAPS"], "works under activities that have stopped, and says which spans its methods ran in", StoppedMode.Run),
        new("sleep", ["SECONDS"], "sleeps", SleepMode.Run),
        new("exit", ["CODE"], "ends at once with this exit code", arguments => arguments.Integer("CODE")),
        new("crash", [], "ends by an unhandled exception", CrashMode.Run),
    ];

    public static Dictionary<string, Mode> ByName { get; } = All.ToDictionary(mode => mode.Name);

    public static string Usage => "usage: Burn MODE ARGUMENTS\n" + string.Concat(All.Select(Line));

    private static string Line(Mode mode) => $"  {mode.Name + " " + string.Join(' ', mode.Parameters),-44} {mode.Does}\n";
}
