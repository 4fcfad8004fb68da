namespace Clrscope.Recording;

/// <summary>
/// Tables over several files: equal entries of different files get one index. Files are added as they are met, by one thread,
/// such as in the merging step of a scan.
/// </summary>
public sealed class MergedTables
{
    /// <summary>The processes.</summary>
    public IReadOnlyList<RecordedProcess> Processes => throw new NotImplementedException();

    /// <summary>The threads.</summary>
    public IReadOnlyList<RecordedThread> Threads => throw new NotImplementedException();

    /// <summary>The frames.</summary>
    public IReadOnlyList<RecordedFrame> Frames => throw new NotImplementedException();

    /// <summary>The stacks so far, over <see cref="Frames"/>; what is added later has higher indexes.</summary>
    public StackTable ToStackTable() => throw new NotImplementedException();

    /// <summary>Adds the tables of a file and tells where its entries are now.</summary>
    public MergedIndexes Add(RecordingTables tables) => throw new NotImplementedException();
}
