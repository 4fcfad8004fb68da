namespace Clrscope.Profiles;

/// <summary>A file is not a profile, or a damaged one.</summary>
public sealed class PprofFormatException(string source, string reason, Exception? innerException = null)
    : Exception($"{source} is not a readable pprof profile: {reason}.", innerException)
{
    /// <summary>Path of the file, or what the caller called the stream.</summary>
    public string ProfileSource { get; } = source;

    public string Reason { get; } = reason;
}
