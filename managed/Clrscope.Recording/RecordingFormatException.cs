namespace Clrscope.Recording;

/// <summary>A recording cannot be read: it is not one, or of another version.</summary>
public sealed class RecordingFormatException(string path, string reason, Exception? innerException = null)
    : Exception($"{path} is not a readable recording: {reason}.", innerException)
{
    /// <summary>The file or directory.</summary>
    public string Path { get; } = path;

    /// <summary>What is wrong, in words that continue a sentence.</summary>
    public string Reason { get; } = reason;
}
