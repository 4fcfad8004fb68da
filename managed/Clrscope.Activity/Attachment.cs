namespace Clrscope.Activities;

/// <summary>Makes this process's profiler and its activities meet.</summary>
internal static class Attachment
{
    private static ActivityTracker? s_tracker;

    /// <returns>Why there will be no activities; null if there will be, or somebody else sees to them.</returns>
    internal static string? Run()
    {
        string problem = "no profiler runs in this process";
        foreach (string path in ProfilerLibrary.Candidates())
        {
            switch (ProfilerLibrary.Attach(path, out ProfilerLibrary? library))
            {
                case AttachResult.Attached:
                    s_tracker = ActivityTracker.Start(library!, mayCreate: !TracingSdk.ComesWithProgram());
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
}
