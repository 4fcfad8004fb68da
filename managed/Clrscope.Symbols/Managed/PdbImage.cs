using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Symbols.Managed;

/// <summary>Finds the bytes of an assembly's portable PDB. They are copied: nothing stays open or mapped.</summary>
internal static class PdbImage
{
    private const int EmbeddedHeaderSize = 8;

    /// <summary>What may be the PDB, the likeliest first. Whoever reads one has to compare its id.</summary>
    public static IEnumerable<byte[]> Candidates(string assemblyPath, PdbReference reference, SymbolLimits limits)
    {
        if (Unpack(reference.Embedded, limits) is { } embedded)
        {
            yield return embedded;
        }

        string directory = Path.GetDirectoryName(assemblyPath) ?? "/";
        string[] names = [reference.FileName, Path.GetFileNameWithoutExtension(assemblyPath) + ".pdb"];
        foreach (string name in names.Distinct(StringComparer.Ordinal))
        {
            // A name without folders cannot lead out of the assembly's own.
            if (name.Length > 0 && !name.Contains('\0', StringComparison.Ordinal)
                && ReadFile(Path.Combine(directory, name), limits) is { } bytes)
            {
                yield return bytes;
            }
        }
    }

    private static byte[]? ReadFile(string path, SymbolLimits limits)
    {
        using SafeFileHandle? file = RegularFile.Open(path);
        if (file is null || RandomAccess.GetLength(file) is var length && (length <= 0 || length > limits.MaxPdbBytes))
        {
            return null;
        }

        using var stream = new FileStream(file, FileAccess.Read);
        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A mark, the size of what follows when unpacked, and that.</summary>
    private static byte[]? Unpack(ReadOnlySpan<byte> embedded, SymbolLimits limits)
    {
        if (embedded.Length <= EmbeddedHeaderSize || !embedded.StartsWith("MPDB"u8))
        {
            return null;
        }

        int size = BinaryPrimitives.ReadInt32LittleEndian(embedded[4..]);
        if (size <= 0 || size > limits.MaxPdbBytes)
        {
            return null;
        }

        byte[] bytes = new byte[size];
        using var packed = new MemoryStream(embedded[EmbeddedHeaderSize..].ToArray());
        using var deflate = new DeflateStream(packed, CompressionMode.Decompress);
        deflate.ReadExactly(bytes);
        return bytes;
    }
}
