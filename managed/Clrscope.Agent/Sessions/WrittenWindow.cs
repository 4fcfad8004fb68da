using Clrscope.Agent.Samples;
using Clrscope.Export;
using Clrscope.Profiles;

namespace Clrscope.Agent.Sessions;

/// <summary>A window whose profile has been written, and may be written again.</summary>
/// <param name="Samples">The window.</param>
/// <param name="Name">The name of the file.</param>
/// <param name="Build">Makes the profile anew, with the endpoints that are known by then.</param>
/// <param name="UnknownEndpoints">Requests whose endpoint the written profile does not have.</param>
/// <param name="DeadlineNs">When to wait for endpoints no longer, on the segments' clock.</param>
internal sealed record WrittenWindow(
    SampleWindow Samples, ProfileFileName Name, Func<Profile> Build, int UnknownEndpoints, ulong DeadlineNs);
