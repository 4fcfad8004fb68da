using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Symbols.Managed;

/// <summary>What came of reading an assembly.</summary>
internal enum AssemblyState
{
    /// <summary>It is the one that was loaded: names can be read.</summary>
    Readable,

    /// <summary>Missing, too large or corrupt, or there is no MVID to check it by.</summary>
    Unreadable,

    /// <summary>Another build than the one that was loaded: its tokens mean other methods.</summary>
    Changed,
}

/// <summary>Names the methods of one assembly from a copy of its metadata. Safe for use by several threads.</summary>
internal sealed class AssemblyNames : ICacheable
{
    private readonly MetadataReaderProvider? _metadata;
    private readonly SymbolLimits _limits;

    private AssemblyNames(
        AssemblyState state, MetadataReaderProvider? metadata, PdbReference? pdb, long bytes, SymbolLimits limits)
    {
        State = state;
        Bytes = bytes + (pdb?.Embedded.Length ?? 0);
        Pdb = pdb;
        _metadata = metadata;
        _limits = limits;
    }

    public AssemblyState State { get; }

    public long Bytes { get; }

    /// <summary>The PDB of the assembly that the names come from; null if it tells of none.</summary>
    public PdbReference? Pdb { get; }

    /// <summary>Reads the metadata of the file if its MVID is the expected one.</summary>
    public static AssemblyNames Load(string path, Guid mvid, SymbolLimits limits)
    {
        try
        {
            using SafeFileHandle? file = RegularFile.Open(path);
            if (file is null)
            {
                return Nameless(AssemblyState.Unreadable, limits);
            }

            using var stream = new FileStream(file, FileAccess.Read);
            var headers = new PEHeaders(stream);
            return ReadMetadata(stream, headers, limits) is { } metadata
                ? Load(metadata, ReadPdb(stream, headers, limits), mvid, limits)
                : Nameless(AssemblyState.Unreadable, limits);
        }
        catch (Exception e) when (MetadataErrors.MayComeFrom(e))
        {
            return Nameless(AssemblyState.Unreadable, limits);
        }
    }

    /// <summary>The name of a method; null if there is none by this token or the metadata is corrupt.</summary>
    public MethodName? NameOf(uint token, Instantiation instantiation)
    {
        if (_metadata is null || token >> 24 != (uint)TableIndex.MethodDef)
        {
            return null;
        }

        try
        {
            MetadataReader reader = _metadata.GetMetadataReader(MetadataReaderOptions.None);
            var method = MetadataTokens.MethodDefinitionHandle((int)(token & 0xFFFFFF));
            return new MethodNameFormatter(reader, _limits, instantiation).Format(method);
        }
        catch (Exception e) when (MetadataErrors.MayComeFrom(e))
        {
            return null;
        }
        finally
        {
            // The reader points into memory that the provider frees when it is collected.
            GC.KeepAlive(_metadata);
        }
    }

    /// <summary>Takes metadata that no file holds.</summary>
    public static AssemblyNames FromMemory(byte[] metadata, PdbReference? pdb, Guid mvid, SymbolLimits limits)
    {
        try
        {
            return Load(ImmutableCollectionsMarshal.AsImmutableArray(metadata), pdb, mvid, limits);
        }
        catch (Exception e) when (MetadataErrors.MayComeFrom(e))
        {
            return Nameless(AssemblyState.Unreadable, limits);
        }
    }

    private static AssemblyNames Load(ImmutableArray<byte> image, PdbReference? pdb, Guid mvid, SymbolLimits limits)
    {
        MetadataReaderProvider metadata = MetadataReaderProvider.FromMetadataImage(image);
        MetadataReader reader = metadata.GetMetadataReader(MetadataReaderOptions.None);
        if (reader.GetGuid(reader.GetModuleDefinition().Mvid) == mvid)
        {
            return new AssemblyNames(AssemblyState.Readable, metadata, pdb, image.Length, limits);
        }

        metadata.Dispose();
        return Nameless(mvid == Guid.Empty ? AssemblyState.Unreadable : AssemblyState.Changed, limits);
    }

    private static AssemblyNames Nameless(AssemblyState state, SymbolLimits limits) =>
        new(state, metadata: null, pdb: null, bytes: 0, limits);

    /// <summary>
    /// Copies the metadata, rather than mapping the file: whoever truncates a mapped file kills its reader. Null if there is
    /// none, or too much.
    /// </summary>
    private static ImmutableArray<byte>? ReadMetadata(FileStream stream, PEHeaders headers, SymbolLimits limits)
    {
        if (headers.MetadataStartOffset < 0 || headers.MetadataSize > Math.Min(limits.MaxMetadataBytes, stream.Length))
        {
            return null;
        }

        byte[] bytes = new byte[headers.MetadataSize];
        stream.Position = headers.MetadataStartOffset;
        stream.ReadExactly(bytes);
        return ImmutableCollectionsMarshal.AsImmutableArray(bytes);
    }

    /// <summary>Names need no PDB: what is wrong with one costs the lines only.</summary>
    private static PdbReference? ReadPdb(FileStream stream, PEHeaders headers, SymbolLimits limits)
    {
        try
        {
            return PdbReference.Read(stream, headers, limits);
        }
        catch (Exception e) when (MetadataErrors.MayComeFrom(e))
        {
            return null;
        }
    }
}
