namespace Clrscope.Recording;

/// <summary>One file of a recording: about a minute, readable by itself. Safe for several threads at once.</summary>
public sealed class RecordingFile
{
    internal RecordingFile(string path) => Path = path;

    /// <summary>Where it lies, or lay.</summary>
    public string Path { get; }

    /// <summary>When it was begun, in nanoseconds since 1970, UTC.</summary>
    public long StartUnixNs { get; }

    /// <summary>Samples in it.</summary>
    public long SampleCount { get; }

    /// <summary>What its samples and spans refer to. Loaded when it is first asked for.</summary>
    public RecordingTables Tables => throw new NotImplementedException();
}
