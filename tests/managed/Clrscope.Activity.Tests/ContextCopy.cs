using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Clrscope.Activities.Tests;

/// <summary>A thread's record, read as the profiler reads it.</summary>
internal sealed record ContextCopy
{
    internal ContextCopy(ReadOnlySpan<byte> bytes)
    {
        IsValid = bytes[24] == 1;
        if (!IsValid)
        {
            return;
        }
        TraceId = Convert.ToHexStringLower(bytes[..16]);
        SpanId = Convert.ToHexStringLower(bytes[16..24]);
        Flags = bytes[25];
        RootText = Encoding.ASCII.GetString(bytes[30..46]);
        Root = Convert.ToHexStringLower(bytes[48..56]);
        IsWellFormed = BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) == 18 && bytes[28] == 0 && bytes[29] == 16 &&
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[46..]) == 0 && BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]) == 0;
    }

    internal bool IsValid { get; }

    internal string TraceId { get; } = "";

    internal string SpanId { get; } = "";

    internal byte Flags { get; }

    internal string RootText { get; } = "";

    internal string Root { get; } = "";

    internal bool IsWellFormed { get; }

    /// <summary>Null if this is what is to be seen while <paramref name="current"/> is current; else what is wrong.</summary>
    internal string? Mismatch(Activity? current)
    {
        if (current is null || current.IsStopped || current.IdFormat != ActivityIdFormat.W3C)
        {
            return IsValid ? $"span {SpanId} is shown, and none is current" : null;
        }
        Activity root = current;
        while (root.Parent is { } parent)
        {
            root = parent;
        }
        string expected = $"{current.TraceId} {current.SpanId} {(int)current.ActivityTraceFlags} {root.SpanId} {root.SpanId} True";
        string shown = $"{TraceId} {SpanId} {Flags} {RootText} {Root} {IsWellFormed}";
        return shown == expected ? null : $"{current.OperationName} is {expected}, shown is {shown}";
    }
}
