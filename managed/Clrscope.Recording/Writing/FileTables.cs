using System.Runtime.InteropServices;
using Clrscope.Recording.Format;

namespace Clrscope.Recording.Writing;

/// <summary>
/// The tables of the file that is being written: filled by what samples and spans refer to, written block by block, and empty
/// again when another file begins. Index 0 of each stands for nothing.
/// </summary>
internal sealed class FileTables
{
    private readonly TableSection _strings = new();
    private readonly TableSection _modules = new();
    private readonly TableSection _processes = new();
    private readonly TableSection _frames = new();
    private readonly TableSection _threads = new();
    private readonly TableSection _stacks = new();
    private readonly TableSection[] _sections;

    private readonly Dictionary<string, int> _stringIndexes = new(StringComparer.Ordinal);
    private readonly Dictionary<RecordedModule, int> _moduleIndexes = [];
    private readonly HandleMap _processIndexes = new();
    private readonly HandleMap _frameIndexes = new();
    private readonly Dictionary<(int Process, uint Number), ThreadEntry> _threadIndexes = [];
    private readonly Dictionary<(int Parent, int Frame), int> _stackIndexes = [];
    private readonly StackCache _stackCache = new();
    private readonly ByteBuffer _block = new();
    private long _writtenBytes;

    internal FileTables() => _sections = [_strings, _modules, _processes, _frames, _threads, _stacks];

    /// <summary>Bytes of entries that are not yet in a block.</summary>
    internal int PendingBytes =>
        _strings.Bytes.Length + _modules.Bytes.Length + _processes.Bytes.Length
        + _frames.Bytes.Length + _threads.Bytes.Length + _stacks.Bytes.Length;

    /// <summary>Whether another file should be begun, well before readers would refuse this one.</summary>
    internal bool IsFull =>
        _writtenBytes > FormatLimits.MaxTableBytes / 2
        || _strings.Count > FormatLimits.MaxStrings / 2
        || _modules.Count > FormatLimits.MaxModules / 2
        || _processes.Count > FormatLimits.MaxProcesses / 2
        || _frames.Count > FormatLimits.MaxFrames / 2
        || _threads.Count > FormatLimits.MaxThreads / 2
        // Finding stacks takes much more memory than they have in the file.
        || _stacks.Count > FormatLimits.MaxStacks / 8;

    /// <summary>The index of a process.</summary>
    internal int IndexOf(int handle, RecordedProcess process)
    {
        ref int index = ref _processIndexes[handle];
        if (index == 0)
        {
            int name = IndexOf(process.Name);
            (int Key, int Value)[] attributes = [.. process.Attributes
                .Take(FormatLimits.MaxAttributes)
                .Select(attribute => (IndexOf(attribute.Key), IndexOf(attribute.Value)))];
            ByteBuffer bytes = _processes.Bytes;
            bytes.WriteVarint((ulong)(uint)process.Pid);
            bytes.WriteVarint(process.StartTicks);
            bytes.WriteVarint(name);
            bytes.WriteVarint(attributes.Length);
            foreach ((int key, int value) in attributes)
            {
                bytes.WriteVarint(key);
                bytes.WriteVarint(value);
            }

            index = _processes.Added();
        }

        return index;
    }

    /// <summary>The index of a thread; a thread of another name than before gets another one.</summary>
    internal int IndexOf(int processHandle, RecordedProcess process, uint tid, uint number, string name)
    {
        ref ThreadEntry entry = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _threadIndexes, (processHandle, number), out bool exists);
        if (!exists || entry.Tid != tid || entry.Name != name)
        {
            int processIndex = IndexOf(processHandle, process);
            int nameIndex = IndexOf(name);
            ByteBuffer bytes = _threads.Bytes;
            bytes.WriteVarint(processIndex);
            bytes.WriteVarint(tid);
            bytes.WriteVarint(number);
            bytes.WriteVarint(nameIndex);
            entry = new ThreadEntry(tid, name, _threads.Added());
        }

        return entry.Index;
    }

    /// <summary>The index of a stack whose frames are given by their handles, innermost first; outer ones may be cut.</summary>
    internal int IndexOf(ReadOnlySpan<int> handles, HandleTable<RecordedFrame> frames)
    {
        handles = handles[..Math.Min(handles.Length, FormatLimits.MaxDepth)];
        uint hash = StackCache.HashOf(handles);
        int index = _stackCache.Find(handles, hash);
        if (index < 0)
        {
            index = 0;
            for (int i = handles.Length - 1; i >= 0; i--)
            {
                index = ChildOf(index, FrameIndexOf(handles[i], frames));
            }

            _stackCache.Set(handles, hash, index);
        }

        return index;
    }

    /// <summary>The index of a string; that of the empty one is 0.</summary>
    internal int IndexOf(string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_stringIndexes, text, out bool exists);
        if (!exists)
        {
            _strings.Bytes.WriteText(text);
            index = _strings.Added();
            _strings.EndPartIfFull();
        }

        return index;
    }

    /// <summary>What these handles stood for is gone; they may come to stand for something else.</summary>
    internal void Forget(int processHandle, IEnumerable<int> frameHandles)
    {
        _processIndexes[processHandle] = 0;
        foreach (int frame in frameHandles)
        {
            _frameIndexes[frame] = 0;
        }

        foreach ((int Process, uint Number) key in _threadIndexes.Keys.Where(key => key.Process == processHandle).ToList())
        {
            _threadIndexes.Remove(key);
        }

        _stackCache.Clear();
    }

    /// <summary>
    /// Appends blocks with all entries that are new since the last ones; nothing if there are none. One sample or span may
    /// bring more text than a block may hold: strings, which refer to nothing, go ahead in blocks of their own.
    /// </summary>
    internal void WriteTo(ByteBuffer output, BlockPacker packer)
    {
        int entries = _sections.Sum(section => section.Pending);
        if (entries == 0)
        {
            return;
        }

        for (int part = 0; part < _strings.FullParts; part++)
        {
            _block.Clear();
            int strings = _strings.CopyFullPartTo(_block, part);
            foreach (TableSection section in _sections.AsSpan(1))
            {
                section.SkipIn(_block);
            }

            Append(output, packer, strings);
            entries -= strings;
        }

        _block.Clear();
        foreach (TableSection section in _sections)
        {
            section.MoveTo(_block);
        }

        Append(output, packer, entries);
    }

    /// <summary>Begins another file.</summary>
    internal void Reset()
    {
        foreach (TableSection section in _sections)
        {
            section.Reset();
        }

        _stringIndexes.Clear();
        _moduleIndexes.Clear();
        _processIndexes.Clear();
        _frameIndexes.Clear();
        _threadIndexes.Clear();
        _stackIndexes.Clear();
        _stackCache.Clear();
        _writtenBytes = 0;
    }

    private void Append(ByteBuffer output, BlockPacker packer, int entries)
    {
        _writtenBytes += _block.Length;
        packer.Append(output, BlockKind.Tables, _block.Written, entries, 0, 0);
    }

    private int ChildOf(int parent, int frame)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_stackIndexes, (parent, frame), out bool exists);
        if (!exists)
        {
            // Callers are mostly the entry before: their distance fits a byte.
            _stacks.Bytes.WriteVarint(_stacks.Count - parent);
            _stacks.Bytes.WriteVarint(frame);
            index = _stacks.Added();
        }

        return index;
    }

    private int FrameIndexOf(int handle, HandleTable<RecordedFrame> frames)
    {
        RecordedFrame frame = frames[handle];
        ref int index = ref _frameIndexes[handle];
        if (index == 0)
        {
            int name = IndexOf(frame.Name);
            int systemName = IndexOf(frame.SystemName);
            int fileName = IndexOf(frame.FileName);
            int module = IndexOf(frame.Module);
            ByteBuffer bytes = _frames.Bytes;
            bytes.WriteVarint(name);
            bytes.WriteVarint(systemName);
            bytes.WriteVarint(fileName);
            bytes.WriteVarint(module);
            bytes.WriteVarint((ulong)(uint)frame.Line);
            bytes.WriteVarint((ulong)(uint)frame.StartLine);
            bytes.WriteVarint(frame.Address);
            bytes.WriteVarint(frame.FunctionStart);
            bytes.WriteByte(frame.Kind);
            index = _frames.Added();
        }

        return index;
    }

    private int IndexOf(RecordedModule? module)
    {
        if (module is null)
        {
            return 0;
        }

        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_moduleIndexes, module, out bool exists);
        if (!exists)
        {
            int path = IndexOf(module.Path);
            int buildId = IndexOf(module.BuildId);
            ByteBuffer bytes = _modules.Bytes;
            bytes.WriteVarint(path);
            bytes.WriteVarint(buildId);
            bytes.WriteVarint(module.Start);
            bytes.WriteVarint(module.Limit);
            bytes.WriteVarint(module.FileOffset);
            bytes.WriteByte((byte)((module.IsManaged ? 1 : 0) | (module.HasLines ? 2 : 0)));
            index = _modules.Added();
        }

        return index;
    }

    private readonly record struct ThreadEntry(uint Tid, string Name, int Index);
}
