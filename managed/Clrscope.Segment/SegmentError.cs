namespace Clrscope.Segment;

/// <summary>Why a segment cannot be used.</summary>
public enum SegmentError
{
    /// <summary>There is no such file.</summary>
    NotFound,

    /// <summary>A symbolic link, directory, device, pipe or socket.</summary>
    NotAFile,

    /// <summary>The file belongs to another user.</summary>
    ForeignOwner,

    /// <summary>The file is shorter than a header.</summary>
    TooSmall,

    /// <summary>The file does not start with the segment magic.</summary>
    BadMagic,

    /// <summary>Written by a newer profiler than this agent.</summary>
    FutureLayout,

    /// <summary>Written by an older profiler than this agent.</summary>
    OldLayout,

    /// <summary>A field of the header is out of range or contradicts another.</summary>
    BadHeader,

    /// <summary>The file is shorter than its header says.</summary>
    Truncated,

    /// <summary>The system refused to open, read or map the file.</summary>
    Io,
}
