using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Clrscope.Activities;

/// <summary>
/// Makes this process's profiler and its activities meet: when the runtime's library of activities comes, since to have it
/// loaded takes longer than to start a program that has none.
/// </summary>
internal static class Attachment
{
    private const string Library = "System.Diagnostics.DiagnosticSource,";

    private static NativePort? s_waiting;
    private static object? s_tracker;

    /// <returns>Why there will be no activities; null if there will be, or somebody else sees to them.</returns>
    internal static string? Run()
    {
        string problem = "no profiler runs in this process";
        foreach (string path in ProfilerLibrary.Candidates())
        {
            switch (ProfilerLibrary.Attach(path, out ProfilerLibrary? library))
            {
                case AttachResult.Attached:
                    Await(library!);
                    return null;
                case AttachResult.AttachedBefore:
                    return null;
                case AttachResult.VersionUnknown:
                    return "this Clrscope.Activity.dll is of another version than " + path;
                case AttachResult.NotOurs:
                    problem = path + " is no profiler that knows activities";
                    break;
                default:
                    break;
            }
        }
        return problem;
    }

    private static void Await(NativePort port)
    {
        s_waiting = port;
        AppDomain.CurrentDomain.AssemblyLoad += OnLoad;
        // It may have come before, or just now on another thread.
        foreach (System.Reflection.Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            Consider(assembly.FullName);
        }
    }

    // Called in the middle of whatever needs the assembly: an exception would surface there.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever happens, the program runs on.")]
    private static void OnLoad(object? sender, AssemblyLoadEventArgs arguments)
    {
        try
        {
            Consider(arguments.LoadedAssembly.FullName);
        }
        catch (Exception exception)
        {
            StartupHook.Report(exception);
        }
    }

    private static void Consider(string? assembly)
    {
        if (assembly is not null && assembly.StartsWith(Library, StringComparison.Ordinal) &&
            Interlocked.Exchange(ref s_waiting, null) is { } port)
        {
            AppDomain.CurrentDomain.AssemblyLoad -= OnLoad;
            StartTracker(port);
        }
    }

    // Apart, so that types which a trimmed program lacks are missed here and not by those who catch that.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StartTracker(NativePort port) =>
        s_tracker = ActivityTracker.Start(port, mayCreate: !TracingSdk.ComesWithProgram());
}
