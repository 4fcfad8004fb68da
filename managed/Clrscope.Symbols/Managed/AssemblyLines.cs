using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Runtime.InteropServices;
using Clrscope.Segment;

namespace Clrscope.Symbols.Managed;

/// <summary>The source lines of one assembly, out of its portable PDB. Safe for use by several threads.</summary>
internal sealed class AssemblyLines : ICacheable
{
    private static readonly AssemblyLines Empty = new(pdb: null, bytes: 0, SymbolLimits.Default);

    private readonly MetadataReaderProvider? _pdb;
    private readonly SymbolLimits _limits;
    private readonly ConcurrentDictionary<DocumentHandle, string> _documents = [];

    private AssemblyLines(MetadataReaderProvider? pdb, long bytes, SymbolLimits limits)
    {
        _pdb = pdb;
        Bytes = bytes;
        _limits = limits;
    }

    public long Bytes { get; }

    public bool IsEmpty => _pdb is null;

    /// <summary>Reads the PDB that the assembly was built with; empty if there is none.</summary>
    public static AssemblyLines Load(string assemblyPath, PdbReference reference, SymbolLimits limits)
    {
        try
        {
            foreach (byte[] image in PdbImage.Candidates(assemblyPath, reference, limits))
            {
                if (Open(image, reference) is { } pdb)
                {
                    return new AssemblyLines(pdb, image.Length, limits);
                }
            }
        }
        catch (Exception e) when (MetadataErrors.MayComeFrom(e))
        {
            // What cannot be read is the same as nothing.
        }

        return Empty;
    }

    /// <summary>The lines of a method; empty if there are none.</summary>
    public MethodLines Of(uint token)
    {
        if (_pdb is null || token >> 24 != (uint)TableIndex.MethodDef)
        {
            return MethodLines.Empty;
        }

        try
        {
            MetadataReader reader = _pdb.GetMetadataReader(MetadataReaderOptions.None);
            var method = MetadataTokens.MethodDefinitionHandle((int)(token & 0xFFFFFF));
            return Read(reader, reader.GetMethodDebugInformation(method));
        }
        catch (Exception e) when (MetadataErrors.MayComeFrom(e))
        {
            return MethodLines.Empty;
        }
        finally
        {
            // The reader points into memory that the provider frees when it is collected.
            GC.KeepAlive(_pdb);
        }
    }

    private static MetadataReaderProvider? Open(byte[] image, PdbReference reference)
    {
        MetadataReaderProvider pdb =
            MetadataReaderProvider.FromPortablePdbImage(ImmutableCollectionsMarshal.AsImmutableArray(image));
        try
        {
            MetadataReader reader = pdb.GetMetadataReader(MetadataReaderOptions.None);
            if (reader.DebugMetadataHeader?.Id.AsSpan().SequenceEqual(reference.Id) == true)
            {
                return pdb;
            }
        }
        catch (Exception e) when (MetadataErrors.MayComeFrom(e))
        {
            // Such as a PDB of the older format.
        }

        pdb.Dispose();
        return null;
    }

    private MethodLines Read(MetadataReader reader, MethodDebugInformation method)
    {
        var points = new List<LinePoint>();
        int seen = 0;
        foreach (SequencePoint point in method.GetSequencePoints())
        {
            if (++seen > _limits.MaxSequencePoints)
            {
                break;
            }

            if (!point.IsHidden)
            {
                points.Add(new LinePoint(point.Offset, point.StartLine, DocumentOf(reader, point.Document)));
            }
        }

        return points.Count == 0 ? MethodLines.Empty : new MethodLines([.. points]);
    }

    private string DocumentOf(MetadataReader reader, DocumentHandle handle)
    {
        if (!_documents.TryGetValue(handle, out string? name))
        {
            name = ReadDocument(reader, reader.GetDocument(handle).Name);
            _documents.TryAdd(handle, name);
        }

        return name;
    }

    /// <summary>The parts of the name are blobs of their own; few bytes can refer to a large one many times.</summary>
    private string ReadDocument(MetadataReader reader, DocumentNameBlobHandle handle)
    {
        BlobReader blob = reader.GetBlobReader((BlobHandle)handle);
        bool isBounded = blob.Length <= _limits.MaxNameLength;
        if (isBounded)
        {
            blob.ReadByte();
            for (long total = 0; isBounded && blob.RemainingBytes > 0;)
            {
                BlobHandle part = blob.ReadBlobHandle();
                total += 1 + (part.IsNil ? 0 : reader.GetBlobReader(part).Length);
                isBounded = total <= _limits.MaxNameLength;
            }
        }

        return isBounded ? PrintableText.Clean(reader.GetString(handle), _limits.MaxNameLength) : "";
    }
}
