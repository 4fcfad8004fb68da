using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Clrscope.Activities.Tests;

/// <summary>A native side that keeps what it is given.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Flows that outlive a test still write.")]
internal sealed unsafe class FakeProfiler : NativePort
{
    private const int ContextSize = 64;

    private readonly uint* _flags;
    private readonly ThreadLocal<nint> _contexts = new(() =>
    {
        void* context = NativeMemory.AlignedAlloc(ContextSize, ContextSize);
        NativeMemory.Clear(context, ContextSize);
        return (nint)context;
    });

    internal FakeProfiler(uint flags = 3)
        : this(NewWord(flags))
    {
    }

    private FakeProfiler(uint* flags)
        : base(flags) => _flags = flags;

    internal ConcurrentQueue<SpanCopy> Spans { get; } = new();

    internal bool KnowsThreads { get; set; } = true;

    internal bool Throws { get; set; }

    internal uint Flags
    {
        set => Volatile.Write(ref *_flags, value);
    }

    internal ContextCopy Here => new(new Span<byte>((void*)_contexts.Value, ContextSize));

    internal override ulong* ThreadContext() =>
        Throws ? throw new InvalidOperationException("no context") : KnowsThreads ? (ulong*)_contexts.Value : null;

    internal override void WriteSpan(SpanEvent kind, byte* record, int size)
    {
        if (Throws)
        {
            throw new InvalidOperationException("no record");
        }
        Spans.Enqueue(new SpanCopy(kind, new Span<byte>(record, size)));
    }

    internal SpanCopy Stopped(string operation) =>
        Spans.Single(span => span.Kind == SpanEvent.Stopped && span.Text(SpanKey.Operation) == operation);

    internal SpanCopy Started(string operation) =>
        Spans.Single(span => span.Kind == SpanEvent.Started && span.Text(SpanKey.Operation) == operation);

    private static uint* NewWord(uint value)
    {
        uint* word = (uint*)NativeMemory.AllocZeroed(sizeof(uint));
        *word = value;
        return word;
    }
}
