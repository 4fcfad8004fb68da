namespace Clrscope.CommandLine.Run;

/// <summary>Says why a run has no samples, as far as can be told.</summary>
internal static class NothingProfiled
{
    /// <param name="command">The command that was run.</param>
    /// <param name="processes">How many processes loaded the profiler.</param>
    /// <param name="cpuEnabled">Whether the settings want CPU time sampled.</param>
    public static string Explain(string command, int processes, bool cpuEnabled)
    {
        if (!cpuEnabled)
        {
            return "nothing was profiled: sampling is switched off (cpu:enabled in clrscope.json, or CLRSCOPE_CPU_ENABLED).";
        }

        if (processes > 0)
        {
            return $"nothing was profiled: {processes} .NET process{(processes == 1 ? "" : "es")} loaded the profiler, but used "
                + "too little CPU time for a sample. A higher rate (--hz 1000) sees shorter work.";
        }

        string path = CommandPath.Find(command);
        return "nothing was profiled: no .NET process loaded the profiler. " + (ElfProgram.KindOf(path) switch
        {
            ProgramKind.Musl => $"{path} is linked against musl; the profiler's library is for glibc.",
            ProgramKind.OtherArchitecture => $"{path} is for another processor architecture than the profiler's library.",
            ProgramKind.StaticBinary => $"{path} is a static binary and has no .NET runtime that could load it.",
            ProgramKind.NotElf => $"{path} is a script or no program of this system: either it starts no .NET program, or it "
                + "clears the environment for what it starts.",
            _ => $"{path} is not a .NET program or starts none, or the runtime refused the library (it says so on standard "
                + "error), or the environment was cleared on the way (as sudo and 'env -i' do), or it is compiled ahead of "
                + "time (NativeAOT), which knows no profilers.",
        });
    }
}
