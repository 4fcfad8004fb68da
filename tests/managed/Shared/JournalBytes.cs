using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Clrscope.Segment;

namespace Clrscope.Testing;

/// <summary>Writes journal records, from the facts that a reader is to make of them.</summary>
internal sealed class JournalBytes
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    internal ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    internal JournalBytes Add(ProcessInfo info) => Add(
        JournalKind.Process,
        new ProcessRecord { Header = At(info.TimeNs), CpuBeforeStartNs = info.CpuBeforeStartNs },
        Text(info.ExecutablePath),
        Text(string.Concat(info.CommandLine.Select(argument => argument + '\0'))),
        Text(info.WorkingDirectory),
        Text(info.RuntimeVersion),
        Text(info.ProfilerVersion));

    internal JournalBytes Add(ResourceInfo info) => Add(
        JournalKind.Resource,
        new ResourceRecord { Header = At(info.TimeNs), AttributeCount = (uint)info.Attributes.Count },
        [.. info.Attributes.SelectMany(attribute => new[] { Text(attribute.Key), Text(attribute.Value) })]);

    internal JournalBytes Add(ModuleInfo info) => Add(
        JournalKind.Module,
        new ModuleRecord
        {
            Header = At(info.TimeNs),
            ModuleId = info.ModuleId,
            BaseAddress = info.BaseAddress,
            Flags = info.Flags,
            Mvid = info.Mvid,
        },
        Text(info.Path),
        Text(info.AssemblyName));

    internal JournalBytes AddModuleUnload(ulong moduleId, ulong timeNs) =>
        Add(JournalKind.ModuleUnload, new ModuleUnloadRecord { Header = At(timeNs), ModuleId = moduleId });

    internal JournalBytes Add(MethodInfo info) => Add(
        JournalKind.Method,
        new MethodRecord
        {
            Header = At(info.TimeNs),
            MethodKey = info.Key,
            FunctionId = info.FunctionId,
            ModuleId = info.ModuleId,
            ValidFromNs = info.ValidFromNs,
            Token = info.Token,
            Flags = info.Flags,
            RangeCount = (uint)info.Ranges.Length,
            IlMapCount = (uint)info.IlMap.Length,
        },
        MemoryMarshal.AsBytes(info.Ranges.AsSpan()).ToArray(),
        MemoryMarshal.AsBytes(info.IlMap.AsSpan()).ToArray(),
        Text(info.Name),
        Text(info.Instantiation));

    internal JournalBytes Add(ModulePiece piece) => Add(
        JournalKind.ModulePart,
        new ModulePartRecord
        {
            Header = At(piece.TimeNs),
            ModuleId = piece.ModuleId,
            TotalSize = piece.TotalSize,
            Offset = piece.Offset,
            Size = (uint)piece.Bytes.Length,
            Part = piece.Part,
        },
        piece.Bytes,
        new byte[-piece.Bytes.Length & 7]);

    internal JournalBytes AddMethodUnload(ulong key, ulong timeNs) =>
        Add(JournalKind.MethodUnload, new MethodUnloadRecord { Header = At(timeNs), MethodKey = key });

    internal JournalBytes Add(LibraryInfo info) => Add(
        JournalKind.Library,
        new LibraryRecord
        {
            Header = At(info.TimeNs),
            Start = info.Start,
            End = info.End,
            FileOffset = info.FileOffset,
            LoadBias = info.LoadBias,
            BuildIdSize = (uint)info.BuildId.Length,
        },
        info.BuildId,
        new byte[-info.BuildId.Length & 7],
        Text(info.Path));

    internal JournalBytes AddLibraryUnload(ulong start, ulong timeNs) =>
        Add(JournalKind.LibraryUnload, new LibraryUnloadRecord { Header = At(timeNs), Start = start });

    internal JournalBytes Add(CodeRegionInfo info) => Add(
        JournalKind.CodeRegion,
        new CodeRegionRecord { Header = At(info.TimeNs), Start = info.Start, End = info.End });

    internal JournalBytes Add(StubCodeInfo info) => Add(
        JournalKind.StubCode,
        new StubCodeRecord
        {
            Header = At(info.TimeNs),
            Address = info.Address,
            Start = info.Start,
            Size = (uint)info.Code.Length,
            Flags = info.Flags,
        },
        info.Code,
        new byte[-info.Code.Length & 7]);

    internal JournalBytes Add(ThreadInfo info) => Add(
        JournalKind.Thread,
        new ThreadRecord
        {
            Header = At(info.TimeNs),
            Tid = info.Tid,
            ThreadNumber = info.ThreadNumber,
            Flags = info.Announced ? ThreadFlag.Announced : ThreadFlag.None,
        },
        Text(info.Name));

    internal JournalBytes AddThreadEnd(uint tid, uint threadNumber, ulong timeNs) => Add(
        JournalKind.ThreadEnd,
        new ThreadEndRecord { Header = At(timeNs), Tid = tid, ThreadNumber = threadNumber });

    /// <summary>Bytes that need not be a record.</summary>
    internal JournalBytes AddRaw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    private JournalBytes Add<T>(JournalKind kind, T record, params ReadOnlySpan<byte[]> parts)
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        foreach (byte[] part in parts)
        {
            size += part.Length;
        }
        int padding = -size & 7;
        Span<byte> written = MemoryMarshal.AsBytes(new Span<T>(ref record));
        ref JournalHeader header = ref MemoryMarshal.AsRef<JournalHeader>(written);
        header.Size = (uint)(size + padding);
        header.Kind = kind;
        _bytes.Write(written);
        foreach (byte[] part in parts)
        {
            _bytes.Write(part);
        }
        return AddRaw(new byte[padding]);
    }

    private static JournalHeader At(ulong timeNs) => new() { TimeNs = timeNs };

    private static byte[] Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return [.. BitConverter.GetBytes((uint)utf8.Length), .. utf8];
    }
}
