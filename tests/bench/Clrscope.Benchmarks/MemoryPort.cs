using System.Runtime.InteropServices;
using Clrscope.Activities;

namespace Clrscope.Benchmarks;

/// <summary>A native side that copies what it is given into memory, round and round.</summary>
internal sealed unsafe class MemoryPort : NativePort, IDisposable
{
    private const int Size = 1 << 20;
    private const int ContextSize = 64;

    private readonly byte* _memory = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly uint* _flags;
    private int _at;

    private MemoryPort(uint* flags)
        : base(flags) => _flags = flags;

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        NativeMemory.Free(_flags);
    }

    internal static MemoryPort Create(uint flags)
    {
        uint* word = (uint*)NativeMemory.Alloc(sizeof(uint));
        *word = flags;
        return new MemoryPort(word);
    }

    internal override ulong* ThreadContext()
    {
        void* context = NativeMemory.AlignedAlloc(ContextSize, ContextSize);
        NativeMemory.Clear(context, ContextSize);
        return (ulong*)context;
    }

    internal override void WriteSpan(SpanEvent kind, byte* record, int size)
    {
        int at = _at + size <= Size ? _at : 0;
        _at = at + size;
        new Span<byte>(record, size).CopyTo(new Span<byte>(_memory + at, size));
    }
}
