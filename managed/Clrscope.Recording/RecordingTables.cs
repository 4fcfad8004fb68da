namespace Clrscope.Recording;

/// <summary>
/// What the samples of one file refer to by index. Entry 0 of each table stands for what was lost. Indexes mean nothing in other
/// files: see <see cref="MergedTables"/>.
/// </summary>
public sealed class RecordingTables
{
    internal RecordingTables(
        IReadOnlyList<RecordedProcess> processes,
        IReadOnlyList<RecordedThread> threads,
        IReadOnlyList<RecordedFrame> frames,
        StackTable stacks)
    {
        Processes = processes;
        Threads = threads;
        Frames = frames;
        Stacks = stacks;
    }

    /// <summary>The processes; a process that came to be known under another name is there again.</summary>
    public IReadOnlyList<RecordedProcess> Processes { get; }

    /// <summary>The threads, each with its process.</summary>
    public IReadOnlyList<RecordedThread> Threads { get; }

    /// <summary>The frames.</summary>
    public IReadOnlyList<RecordedFrame> Frames { get; }

    /// <summary>The stacks, over <see cref="Frames"/>.</summary>
    public StackTable Stacks { get; }
}
