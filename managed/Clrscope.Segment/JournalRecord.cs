using System.Runtime.InteropServices;

namespace Clrscope.Segment;

/// <summary>Turns the copied bytes of one journal record into the fact that it states.</summary>
internal static class JournalRecord
{
    /// <summary>Hands the fact to the sink; returns what is wrong if the record makes no sense.</summary>
    internal static string? Deliver(ReadOnlySpan<byte> record, IJournalSink sink, SegmentLimits limits)
    {
        var cursor = new RecordCursor(record);
        JournalKind kind = MemoryMarshal.Read<JournalHeader>(record).Kind;
        switch (kind)
        {
            case JournalKind.Process:
                Process(ref cursor, sink, limits);
                break;
            case JournalKind.Resource:
                Resource(ref cursor, sink, limits);
                break;
            case JournalKind.Module:
                Module(ref cursor, sink, limits);
                break;
            case JournalKind.ModuleUnload:
                ModuleUnload(ref cursor, sink);
                break;
            case JournalKind.ModulePart:
                ModulePart(ref cursor, sink, limits);
                break;
            case JournalKind.Method:
                Method(ref cursor, sink, limits);
                break;
            case JournalKind.MethodUnload:
                MethodUnload(ref cursor, sink);
                break;
            case JournalKind.Library:
                Library(ref cursor, sink, limits);
                break;
            case JournalKind.LibraryUnload:
                LibraryUnload(ref cursor, sink);
                break;
            case JournalKind.CodeRegion:
                CodeRegion(ref cursor, sink);
                break;
            case JournalKind.StubCode:
                StubCode(ref cursor, sink, limits);
                break;
            case JournalKind.Thread:
                Thread(ref cursor, sink, limits);
                break;
            case JournalKind.ThreadEnd:
                ThreadEnd(ref cursor, sink);
                break;
            default:
                return $"a record of unknown kind {(ushort)kind}";
        }
        return cursor.Error is { } error ? $"{kind} record: {error}" : null;
    }

    private static void Process(ref RecordCursor cursor, IJournalSink sink, SegmentLimits limits)
    {
        var record = cursor.Fixed<ProcessRecord>();
        string executable = cursor.String(limits.MaxNameBytes);
        string commandLine = cursor.String(limits.MaxCommandLineBytes);
        string workingDirectory = cursor.String(limits.MaxNameBytes);
        string runtimeVersion = cursor.String(limits.MaxNameBytes);
        string profilerVersion = cursor.String(limits.MaxNameBytes);
        if (cursor.AtEnd())
        {
            sink.OnProcess(new ProcessInfo(
                executable,
                Arguments(commandLine, limits.MaxArguments),
                workingDirectory,
                runtimeVersion,
                profilerVersion,
                record.CpuBeforeStartNs,
                record.Header.TimeNs));
        }
    }

    // As the kernel tells it: every argument ends with a NUL, the last one too, unless the process has overwritten them.
    private static string[] Arguments(string commandLine, int limit)
    {
        string separated = commandLine.EndsWith('\0') ? commandLine[..^1] : commandLine;
        return commandLine.Length == 0 ? [] : separated.Split('\0', limit);
    }

    private static void Resource(ref RecordCursor cursor, IJournalSink sink, SegmentLimits limits)
    {
        var record = cursor.Fixed<ResourceRecord>();
        if (record.AttributeCount > limits.MaxResourceAttributes)
        {
            cursor.Fail("too many attributes");
        }
        var attributes = new List<KeyValuePair<string, string>>();
        for (uint i = 0; i < record.AttributeCount && cursor.Error is null; i++)
        {
            string key = cursor.String(limits.MaxNameBytes);
            attributes.Add(new(key, cursor.String(limits.MaxNameBytes)));
        }
        if (cursor.AtEnd())
        {
            sink.OnResource(new ResourceInfo(attributes, record.Header.TimeNs));
        }
    }

    private static void Module(ref RecordCursor cursor, IJournalSink sink, SegmentLimits limits)
    {
        var record = cursor.Fixed<ModuleRecord>();
        string path = cursor.String(limits.MaxNameBytes);
        string assemblyName = cursor.String(limits.MaxNameBytes);
        if (cursor.AtEnd())
        {
            sink.OnModule(new ModuleInfo(
                record.ModuleId, record.BaseAddress, record.Flags, record.Mvid, path, assemblyName, record.Header.TimeNs));
        }
    }

    private static void ModuleUnload(ref RecordCursor cursor, IJournalSink sink)
    {
        var record = cursor.Fixed<ModuleUnloadRecord>();
        if (cursor.AtEnd())
        {
            sink.OnModuleUnload(record.ModuleId, record.Header.TimeNs);
        }
    }

    private static void ModulePart(ref RecordCursor cursor, IJournalSink sink, SegmentLimits limits)
    {
        var record = cursor.Fixed<ModulePartRecord>();
        byte[] bytes = cursor.PaddedBytes(record.Size, limits.MaxJournalRecordBytes);
        if (record.Offset > record.TotalSize || record.Size > record.TotalSize - record.Offset)
        {
            cursor.Fail("a piece beyond the part's end");
        }
        if (record.Part > Segment.ModulePart.EmbeddedPdb)
        {
            cursor.Fail($"an unknown part {(uint)record.Part}");
        }
        if (cursor.AtEnd())
        {
            sink.OnModulePart(new ModulePiece(
                record.ModuleId, record.Part, record.TotalSize, record.Offset, bytes, record.Header.TimeNs));
        }
    }

    private static void Method(ref RecordCursor cursor, IJournalSink sink, SegmentLimits limits)
    {
        var record = cursor.Fixed<MethodRecord>();
        CodeRange[] ranges = cursor.Array<CodeRange>(record.RangeCount, limits.MaxCodeRanges);
        IlMapEntry[] ilMap = cursor.Array<IlMapEntry>(record.IlMapCount, limits.MaxIlMapEntries);
        string name = cursor.String(limits.MaxNameBytes);
        string instantiation = cursor.String(limits.MaxNameBytes);
        foreach (CodeRange range in ranges)
        {
            if (range.Size > ulong.MaxValue - range.Start)
            {
                cursor.Fail("a code range beyond the address space");
            }
        }
        if (cursor.AtEnd())
        {
            sink.OnMethod(new MethodInfo(
                record.MethodKey,
                record.FunctionId,
                record.ModuleId,
                record.ValidFromNs,
                record.Token,
                record.Flags,
                ranges,
                ilMap,
                name,
                record.Header.TimeNs)
            {
                Instantiation = instantiation,
            });
        }
    }

    private static void MethodUnload(ref RecordCursor cursor, IJournalSink sink)
    {
        var record = cursor.Fixed<MethodUnloadRecord>();
        if (cursor.AtEnd())
        {
            sink.OnMethodUnload(record.MethodKey, record.Header.TimeNs);
        }
    }

    private static void Library(ref RecordCursor cursor, IJournalSink sink, SegmentLimits limits)
    {
        var record = cursor.Fixed<LibraryRecord>();
        byte[] buildId = cursor.PaddedBytes(record.BuildIdSize, limits.MaxBuildIdBytes);
        string path = cursor.String(limits.MaxNameBytes);
        if (record.Start >= record.End)
        {
            cursor.Fail("a mapping that ends before it starts");
        }
        if (cursor.AtEnd())
        {
            sink.OnLibrary(new LibraryInfo(
                record.Start, record.End, record.FileOffset, record.LoadBias, buildId, path, record.Header.TimeNs));
        }
    }

    private static void LibraryUnload(ref RecordCursor cursor, IJournalSink sink)
    {
        var record = cursor.Fixed<LibraryUnloadRecord>();
        if (cursor.AtEnd())
        {
            sink.OnLibraryUnload(record.Start, record.Header.TimeNs);
        }
    }

    private static void CodeRegion(ref RecordCursor cursor, IJournalSink sink)
    {
        var record = cursor.Fixed<CodeRegionRecord>();
        if (record.Start >= record.End)
        {
            cursor.Fail("a region that ends before it starts");
        }
        if (cursor.AtEnd())
        {
            sink.OnCodeRegion(new CodeRegionInfo(record.Start, record.End, record.Header.TimeNs));
        }
    }

    private static void StubCode(ref RecordCursor cursor, IJournalSink sink, SegmentLimits limits)
    {
        var record = cursor.Fixed<StubCodeRecord>();
        byte[] code = cursor.PaddedBytes(record.Size, limits.MaxStubCodeBytes);
        if (record.Address - record.Start > (ulong)code.Length && code.Length > 0)
        {
            cursor.Fail("code that lies elsewhere than its address");
        }
        if (cursor.AtEnd())
        {
            sink.OnStubCode(new StubCodeInfo(record.Address, record.Start, code, record.Flags, record.Header.TimeNs));
        }
    }

    private static void Thread(ref RecordCursor cursor, IJournalSink sink, SegmentLimits limits)
    {
        var record = cursor.Fixed<ThreadRecord>();
        string name = cursor.String(limits.MaxNameBytes);
        if (cursor.AtEnd())
        {
            bool announced = record.Flags.HasFlag(ThreadFlag.Announced);
            sink.OnThread(new ThreadInfo(record.Tid, record.ThreadNumber, announced, name, record.Header.TimeNs));
        }
    }

    private static void ThreadEnd(ref RecordCursor cursor, IJournalSink sink)
    {
        var record = cursor.Fixed<ThreadEndRecord>();
        if (cursor.AtEnd())
        {
            sink.OnThreadEnd(record.Tid, record.ThreadNumber, record.Header.TimeNs);
        }
    }
}
