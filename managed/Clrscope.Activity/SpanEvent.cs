namespace Clrscope.Activities;

/// <summary>The kinds of record that <c>clrscope_write_span</c> takes.</summary>
internal enum SpanEvent : uint
{
    Started = 3,
    Stopped = 4,
}
