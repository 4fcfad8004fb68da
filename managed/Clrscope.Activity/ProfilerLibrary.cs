using System.Runtime.InteropServices;

namespace Clrscope.Activities;

/// <summary>The exports of libclrscope.so.</summary>
internal sealed unsafe class ProfilerLibrary : NativePort
{
    private const uint Version = 1;

    private readonly delegate* unmanaged<ulong*> _threadContext;

    // A copy of a kilobyte, which never waits: the switch of the thread's mode and back would cost more than the call.
    private readonly delegate* unmanaged[SuppressGCTransition]<uint, byte*, uint, int> _writeSpan;

    private ProfilerLibrary(uint* flags, nint threadContext, nint writeSpan)
        : base(flags)
    {
        _threadContext = (delegate* unmanaged<ulong*>)threadContext;
        _writeSpan = (delegate* unmanaged[SuppressGCTransition]<uint, byte*, uint, int>)writeSpan;
    }

    /// <summary>Where the profiler's library may lie. Loading one that is loaded gives that one.</summary>
    internal static IEnumerable<string> Candidates()
    {
        string? directory = Path.GetDirectoryName(typeof(ProfilerLibrary).Assembly.Location);
        string?[] paths =
        [
            string.IsNullOrEmpty(directory) ? null : Path.Combine(directory, "libclrscope.so"),
            Environment.GetEnvironmentVariable("CORECLR_PROFILER_PATH_64"),
            Environment.GetEnvironmentVariable("CORECLR_PROFILER_PATH"),
        ];
        // Not by LINQ: to load it takes longer than all else here.
        foreach (string? path in paths)
        {
            if (path is not null && File.Exists(path))
            {
                yield return path;
            }
        }
    }

    internal static AttachResult Attach(string path, out ProfilerLibrary? library)
    {
        library = null;
        if (!NativeLibrary.TryLoad(path, out nint handle) ||
            !NativeLibrary.TryGetExport(handle, "clrscope_activity_attach", out nint attach) ||
            !NativeLibrary.TryGetExport(handle, "clrscope_thread_context", out nint threadContext) ||
            !NativeLibrary.TryGetExport(handle, "clrscope_write_span", out nint writeSpan))
        {
            return AttachResult.NotOurs;
        }
        uint* flags = null;
        var result = (AttachResult)((delegate* unmanaged<uint, uint**, int>)attach)(Version, &flags);
        if (result == AttachResult.Attached)
        {
            library = new ProfilerLibrary(flags, threadContext, writeSpan);
        }
        return result;
    }

    internal override ulong* ThreadContext() => _threadContext();

    internal override void WriteSpan(SpanEvent kind, byte* record, int size) => _writeSpan((uint)kind, record, (uint)size);
}
