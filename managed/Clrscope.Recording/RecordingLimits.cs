namespace Clrscope.Recording;

/// <summary>How much is kept; whichever bound is reached first holds.</summary>
public sealed record RecordingLimits
{
    /// <summary>What holds unless something else is asked for: 15 minutes, 256 MB.</summary>
    public static RecordingLimits Default { get; } = new();

    /// <summary>What is older is deleted, a file of one minute at a time.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Size of all files of the directory together, in bytes; at least 1 MB is used.</summary>
    public long MaxBytes { get; init; } = 256L << 20;
}
