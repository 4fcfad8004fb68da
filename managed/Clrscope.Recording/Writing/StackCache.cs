using System.Numerics;
using System.Runtime.InteropServices;

namespace Clrscope.Recording.Writing;

/// <summary>
/// Finds the index of a stack that was met before, by its frames. It is bounded: when full, it forgets all, which costs
/// time only.
/// </summary>
internal sealed class StackCache
{
    private const int MaxFrames = 1 << 22;
    private const int MaxStacks = 1 << 18;

    private int[] _slots = new int[1024];
    private Entry[] _entries = new Entry[512];
    private int[] _frames = new int[1 << 14];
    private int _count;
    private int _frameCount;

    /// <summary>The hash that the other methods want.</summary>
    internal static uint HashOf(ReadOnlySpan<int> frames)
    {
        // Two chains, since each step of one waits for the step before.
        uint even = (uint)frames.Length;
        uint odd = 0;
        ReadOnlySpan<ulong> pairs = MemoryMarshal.Cast<int, ulong>(frames);
        int i = 0;
        for (; i + 1 < pairs.Length; i += 2)
        {
            even = BitOperations.Crc32C(even, pairs[i]);
            odd = BitOperations.Crc32C(odd, pairs[i + 1]);
        }

        if (i < pairs.Length)
        {
            even = BitOperations.Crc32C(even, pairs[i]);
        }

        if ((frames.Length & 1) != 0)
        {
            odd = BitOperations.Crc32C(odd, (uint)frames[^1]);
        }

        return BitOperations.Crc32C(even, odd);
    }

    /// <summary>The index that was set for these frames, or -1.</summary>
    internal int Find(ReadOnlySpan<int> frames, uint hash)
    {
        int mask = _slots.Length - 1;
        for (int slot = (int)hash & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            ref Entry entry = ref _entries[_slots[slot] - 1];
            if (entry.Hash == hash
                && entry.Length == frames.Length
                && frames.SequenceEqual(_frames.AsSpan(entry.Start, entry.Length)))
            {
                return entry.Index;
            }
        }

        return -1;
    }

    /// <summary>Remembers the index of a stack that was not found.</summary>
    internal void Set(ReadOnlySpan<int> frames, uint hash, int index)
    {
        if (_count == MaxStacks || _frameCount + frames.Length > MaxFrames)
        {
            Clear();
        }

        if (_count == _entries.Length)
        {
            Grow();
        }

        if (_frameCount + frames.Length > _frames.Length)
        {
            Array.Resize(ref _frames, Math.Max(_frames.Length * 2, _frameCount + frames.Length));
        }

        frames.CopyTo(_frames.AsSpan(_frameCount));
        _entries[_count++] = new Entry(hash, _frameCount, frames.Length, index);
        _frameCount += frames.Length;
        Place(_count);
    }

    internal void Clear()
    {
        Array.Clear(_slots);
        (_count, _frameCount) = (0, 0);
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _slots = new int[_entries.Length * 2];
        for (int entry = 1; entry <= _count; entry++)
        {
            Place(entry);
        }
    }

    private void Place(int entry)
    {
        int mask = _slots.Length - 1;
        int slot = (int)_entries[entry - 1].Hash & mask;
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        _slots[slot] = entry;
    }

    private readonly record struct Entry(uint Hash, int Start, int Length, int Index);
}
