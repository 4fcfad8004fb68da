using System.Runtime.InteropServices;

namespace Clrscope.Recording;

/// <summary>
/// Tables over several files: equal entries of different files get one index. Files are added as they are met, by one thread,
/// such as in the merging step of a scan.
/// </summary>
public sealed class MergedTables
{
    private readonly List<RecordedProcess> _processes = [];
    private readonly List<RecordedThread> _threads = [];
    private readonly List<RecordedFrame> _frames = [];
    private readonly List<int> _stackParents = [0];
    private readonly List<int> _stackFrames = [-1];
    private readonly Dictionary<RecordedProcess, int> _processIndexes = [];
    private readonly Dictionary<RecordedThread, int> _threadIndexes = [];
    private readonly Dictionary<RecordedFrame, int> _frameIndexes = [];
    private readonly Dictionary<(int Parent, int Frame), int> _stackIndexes = [];

    /// <summary>The processes.</summary>
    public IReadOnlyList<RecordedProcess> Processes => _processes;

    /// <summary>The threads.</summary>
    public IReadOnlyList<RecordedThread> Threads => _threads;

    /// <summary>The frames.</summary>
    public IReadOnlyList<RecordedFrame> Frames => _frames;

    /// <summary>The stacks so far, over <see cref="Frames"/>; what is added later has higher indexes.</summary>
    public StackTable ToStackTable() => new([.. _stackParents], [.. _stackFrames]);

    /// <summary>Adds the tables of a file and tells where its entries are now.</summary>
    public MergedIndexes Add(RecordingTables tables)
    {
        foreach (RecordedProcess process in tables.Processes)
        {
            IndexOf(process, _processes, _processIndexes);
        }

        int[] threads = [.. tables.Threads.Select(thread => IndexOf(thread, _threads, _threadIndexes))];
        int[] frames = [.. tables.Frames.Select(frame => IndexOf(frame, _frames, _frameIndexes))];
        return new MergedIndexes(threads, frames, AddStacks(tables.Stacks, frames));
    }

    private int[] AddStacks(StackTable table, int[] frames)
    {
        ReadOnlySpan<int> parents = table.Parents;
        ReadOnlySpan<int> stackFrames = table.Frames;
        var stacks = new int[parents.Length];
        for (int i = 1; i < stacks.Length; i++)
        {
            (int Parent, int Frame) key = (stacks[parents[i]], frames[stackFrames[i]]);
            ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_stackIndexes, key, out bool exists);
            if (!exists)
            {
                index = _stackParents.Count;
                _stackParents.Add(key.Parent);
                _stackFrames.Add(key.Frame);
            }

            stacks[i] = index;
        }

        return stacks;
    }

    private static int IndexOf<T>(T item, List<T> items, Dictionary<T, int> indexes)
        where T : notnull
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(indexes, item, out bool exists);
        if (!exists)
        {
            index = items.Count;
            items.Add(item);
        }

        return index;
    }
}
