using System.Globalization;

namespace Clrscope.CommandLine.Run;

/// <summary>The environment variables that make the runtime load the profiler and the profiler report to us.</summary>
internal static class ProfilerEnvironment
{
    private const string LibraryName = "libclrscope.so";
    private const string ClassId = "{6AF495FF-C90D-4555-8CAD-A5F34F3A3485}";

    /// <summary>Where the native library lies: beside this program.</summary>
    public static string LibraryPath { get; } = Path.Combine(AppContext.BaseDirectory, LibraryName);

    /// <summary>What to set, and with null to remove, in the environment of the command.</summary>
    public static Dictionary<string, string?> For(RunOptions options, string segmentDirectory)
    {
        Dictionary<string, string?> variables = new()
        {
            ["CORECLR_ENABLE_PROFILING"] = "1",
            ["CORECLR_PROFILER"] = ClassId,
            ["CORECLR_PROFILER_PATH"] = LibraryPath,

            // The runtime prefers these to the one above.
            ["CORECLR_PROFILER_PATH_32"] = null,
            ["CORECLR_PROFILER_PATH_64"] = null,
            ["CORECLR_PROFILER_PATH_ARM32"] = null,
            ["CORECLR_PROFILER_PATH_ARM64"] = null,
            ["CLRSCOPE_DIR"] = segmentDirectory,
            ["CLRSCOPE_AGENT"] = "off",

            // Its value is in our settings already; left here, it would keep us from switching sampling off.
            ["CLRSCOPE_CPU_ENABLED"] = null,
        };
        if (options.Hz is int hz)
        {
            variables["CLRSCOPE_CPU_HZ"] = hz.ToString(CultureInfo.InvariantCulture);
        }

        if (options.Config is not null)
        {
            variables["CLRSCOPE_CONFIG"] = Path.GetFullPath(options.Config);
        }

        return variables;
    }
}
