namespace Clrscope.Segment;

/// <summary>A segment cannot be used; the message says what is wrong and what to do about it.</summary>
public sealed class SegmentException(SegmentError error, string path, string message, Exception? innerException = null)
    : Exception($"{path}: {message}", innerException)
{
    public SegmentError Error { get; } = error;

    public string Path { get; } = path;
}
