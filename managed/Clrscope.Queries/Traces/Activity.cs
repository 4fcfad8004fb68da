namespace Clrscope.Queries.Traces;

/// <summary>A stretch in which one thread worked in one span, as its samples tell.</summary>
internal struct Activity
{
    /// <summary>Index of the span: in the visitor, then in the trace's samples, then the place in the tree.</summary>
    internal int Span;

    /// <summary>Index of the thread.</summary>
    internal int Thread;

    /// <summary>In nanoseconds since 1970, UTC.</summary>
    internal long StartNs;

    internal long EndNs;

    internal CpuSum Cpu;

    /// <summary>Stack of the last sample; after merging, index of the async method in it, or -1.</summary>
    internal int Last;
}
