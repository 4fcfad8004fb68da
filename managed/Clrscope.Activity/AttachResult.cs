namespace Clrscope.Activities;

/// <summary>What <c>clrscope_activity_attach</c> returns.</summary>
internal enum AttachResult
{
    /// <summary>The library cannot be loaded, or does not export what is needed.</summary>
    NotOurs = -1,
    Attached = 0,
    AttachedBefore = 1,
    VersionUnknown = 2,
    NoProfiler = 3,
}
