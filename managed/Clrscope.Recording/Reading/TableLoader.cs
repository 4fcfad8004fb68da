using Clrscope.Recording.Format;

namespace Clrscope.Recording.Reading;

/// <summary>
/// Puts the tables of a file together from its blocks. A block is taken as a whole or not at all. Where one is missing, its
/// entries are stood in for by entry 0, so that later ones have their right indexes.
/// </summary>
/// <param name="maxLost">Most entries of a table that are believed to be missing, such as the file's size in bytes.</param>
internal sealed class TableLoader(long maxLost)
{
    private const string LostName = "[lost]";

    private static readonly RecordedProcess s_lostProcess = new(0, 0, LostName);

    private readonly StringTable _strings = new();
    private readonly List<RecordedModule?> _modules = [null];
    private readonly List<RecordedProcess> _processes = [s_lostProcess];
    private readonly List<RecordedFrame> _frames = [new() { Name = LostName }];
    private readonly List<RecordedThread> _threads = [new(s_lostProcess, 0, 0, LostName)];
    private readonly List<int> _stackParents = [0];
    private readonly List<int> _stackFrames = [-1];
    private readonly List<short> _stackDepths = [0];
    private int _bytes;

    /// <summary>The strings, which spans refer to.</summary>
    internal StringTable Strings => _strings;

    /// <summary>Adds the entries of a block; false if it is damaged.</summary>
    internal bool TryAdd(ReadOnlySpan<byte> raw)
    {
        if (raw.Length > FormatLimits.MaxTableBytes - _bytes)
        {
            return false;
        }

        _bytes += raw.Length;
        (int Strings, int Modules, int Processes, int Frames, int Threads, int Stacks) before =
            (_strings.Count, _modules.Count, _processes.Count, _frames.Count, _threads.Count, _stackParents.Count);
        ByteCursor cursor = new(raw);
        ReadStrings(ref cursor);
        ReadModules(ref cursor);
        ReadProcesses(ref cursor);
        ReadFrames(ref cursor);
        ReadThreads(ref cursor);
        ReadStacks(ref cursor);
        if (!cursor.Failed && cursor.Left == 0)
        {
            return true;
        }

        _strings.CutTo(before.Strings);
        CutTo(_modules, before.Modules);
        CutTo(_processes, before.Processes);
        CutTo(_frames, before.Frames);
        CutTo(_threads, before.Threads);
        CutTo(_stackParents, before.Stacks);
        CutTo(_stackFrames, before.Stacks);
        CutTo(_stackDepths, before.Stacks);
        return false;
    }

    /// <summary>What was added.</summary>
    internal RecordingTables ToTables() =>
        new([.. _processes], [.. _threads], [.. _frames], new StackTable([.. _stackParents], [.. _stackFrames]));

    private void ReadStrings(ref ByteCursor cursor)
    {
        (int left, int lost) = Begin(ref cursor, _strings.Count, FormatLimits.MaxStrings);
        for (; lost > 0; lost--)
        {
            _strings.Add([]);
        }

        for (; left > 0 && !cursor.Failed; left--)
        {
            _strings.Add(cursor.ReadUtf8());
        }
    }

    private void ReadModules(ref ByteCursor cursor)
    {
        for (int left = Begin(ref cursor, _modules, null, FormatLimits.MaxModules); left > 0 && !cursor.Failed; left--)
        {
            string path = ReadString(ref cursor);
            string buildId = ReadString(ref cursor);
            ulong start = cursor.ReadVarint();
            ulong limit = cursor.ReadVarint();
            ulong fileOffset = cursor.ReadVarint();
            byte flags = cursor.ReadByte();
            _modules.Add(new RecordedModule(
                path, buildId, start, limit, fileOffset, IsManaged: (flags & 1) != 0, HasLines: (flags & 2) != 0));
        }
    }

    private void ReadProcesses(ref ByteCursor cursor)
    {
        int left = Begin(ref cursor, _processes, _processes[0], FormatLimits.MaxProcesses);
        for (; left > 0 && !cursor.Failed; left--)
        {
            int pid = unchecked((int)cursor.ReadVarint());
            ulong startTicks = cursor.ReadVarint();
            string name = ReadString(ref cursor);
            int attributes = cursor.ReadBelow(FormatLimits.MaxAttributes + 1);
            List<KeyValuePair<string, string>> pairs = [];
            for (; attributes > 0 && !cursor.Failed; attributes--)
            {
                string key = ReadString(ref cursor);
                pairs.Add(new(key, ReadString(ref cursor)));
            }

            _processes.Add(new RecordedProcess(pid, startTicks, name, pairs));
        }
    }

    private void ReadFrames(ref ByteCursor cursor)
    {
        for (int left = Begin(ref cursor, _frames, _frames[0], FormatLimits.MaxFrames); left > 0 && !cursor.Failed; left--)
        {
            _frames.Add(new RecordedFrame
            {
                Name = ReadString(ref cursor),
                SystemName = ReadString(ref cursor),
                FileName = ReadString(ref cursor),
                Module = _modules[cursor.ReadBelow(_modules.Count)],
                Line = unchecked((int)cursor.ReadVarint()),
                StartLine = unchecked((int)cursor.ReadVarint()),
                Address = cursor.ReadVarint(),
                FunctionStart = cursor.ReadVarint(),
                Kind = cursor.ReadByte(),
            });
        }
    }

    private void ReadThreads(ref ByteCursor cursor)
    {
        int left = Begin(ref cursor, _threads, _threads[0], FormatLimits.MaxThreads);
        for (; left > 0 && !cursor.Failed; left--)
        {
            RecordedProcess process = _processes[cursor.ReadBelow(_processes.Count)];
            uint tid = unchecked((uint)cursor.ReadVarint());
            uint number = unchecked((uint)cursor.ReadVarint());
            _threads.Add(new RecordedThread(process, tid, number, ReadString(ref cursor)));
        }
    }

    private void ReadStacks(ref ByteCursor cursor)
    {
        int left = Begin(ref cursor, _stackParents, 0, FormatLimits.MaxStacks);
        while (_stackFrames.Count < _stackParents.Count)
        {
            _stackFrames.Add(0);
            _stackDepths.Add(1);
        }

        for (; left > 0 && !cursor.Failed; left--)
        {
            // A parent comes before its children, so that following parents ends.
            int distance = cursor.ReadBelow(_stackParents.Count + 1);
            int parent = _stackParents.Count - distance;
            if (distance == 0 || _stackDepths[parent] == FormatLimits.MaxDepth)
            {
                // What follows would be read in vain, and refer to what is not there.
                cursor.Fail();
                break;
            }

            _stackParents.Add(parent);
            _stackFrames.Add(cursor.ReadBelow(_frames.Count));
            _stackDepths.Add((short)(_stackDepths[parent] + 1));
        }
    }

    /// <summary>Reads the head of a section, and fills the gap that a lost block has left.</summary>
    /// <returns>Number of entries that follow.</returns>
    private int Begin<T>(ref ByteCursor cursor, List<T> table, T lost, int max)
    {
        (int count, int gap) = Begin(ref cursor, table.Count, max);
        for (; gap > 0; gap--)
        {
            table.Add(lost);
        }

        return count;
    }

    /// <summary>Reads the head of a section.</summary>
    /// <returns>Number of entries that follow, and of those that are missing before them.</returns>
    private (int Count, int Lost) Begin(ref ByteCursor cursor, int known, int max)
    {
        int first = cursor.ReadBelow(max);
        int count = cursor.ReadCount();
        bool isTaken = count > 0 && first < known;
        if (cursor.Failed || isTaken || count > max - first || first - known > maxLost)
        {
            cursor.Fail();
            return (0, 0);
        }

        return (count, Math.Max(0, first - known));
    }

    private string ReadString(ref ByteCursor cursor) => _strings[cursor.ReadBelow(_strings.Count)];

    private static void CutTo<T>(List<T> list, int count) => list.RemoveRange(count, list.Count - count);
}
