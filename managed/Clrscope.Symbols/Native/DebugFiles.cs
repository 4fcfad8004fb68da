using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Symbols.Native;

/// <summary>
/// Where the symbols of a stripped ELF file may be, in the order in which debuggers look (GDB manual, "Debugging information in
/// separate files"; "MiniDebugInfo").
/// </summary>
internal sealed class DebugFiles(SymbolLimits limits)
{
    private const int ChunkBytes = 256 << 10;
    private const int LinkAlignment = 4;

    /// <summary>The first file that has symbols of <paramref name="stripped"/>, to be disposed; null if there is none.</summary>
    public ElfImage? Find(string path, ElfImage stripped, ReadOnlySpan<byte> buildId) =>
        ByBuildId(buildId) ?? ByLink(path, stripped) ?? Inside(stripped);

    private ElfImage? ByBuildId(ReadOnlySpan<byte> buildId)
    {
        if (buildId.Length < 2)
        {
            return null;
        }

        string id = Convert.ToHexStringLower(buildId);
        ElfImage? image = Open(Path.Combine(limits.DebugDirectory, ".build-id", id[..2], id[2..] + ".debug"), checksum: null);
        if (image is not null && !HasBuildId(image, buildId))
        {
            image.Dispose();
            return null;
        }

        return image;
    }

    private bool HasBuildId(ElfImage image, ReadOnlySpan<byte> buildId)
    {
        try
        {
            return ElfBuildId.Find(image, limits.MaxElfNoteBytes).SequenceEqual(buildId);
        }
        catch (Exception e) when (ElfErrors.MayComeFrom(e))
        {
            return false;
        }
    }

    private ElfImage? ByLink(string path, ElfImage stripped)
    {
        if (Section(stripped, ".gnu_debuglink", limits.MaxNameLength) is not { } link)
        {
            return null;
        }

        int end = Array.IndexOf(link, (byte)0);
        int checksumAt = (end + LinkAlignment) & -LinkAlignment;
        string name = end > 0 ? Encoding.UTF8.GetString(link, 0, end) : "";
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal) || checksumAt + sizeof(uint) > link.Length)
        {
            return null;
        }

        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(link.AsSpan(checksumAt));
        string directory = Path.GetDirectoryName(path) ?? "/";
        string[] places =
            [directory, Path.Combine(directory, ".debug"), Path.Join(limits.DebugDirectory, directory)];
        return places
            .Select(place => Path.Combine(place, name))
            .Where(file => file != path)
            .Select(file => Open(file, checksum))
            .FirstOrDefault(image => image is not null);
    }

    private ElfImage? Inside(ElfImage stripped)
    {
        try
        {
            return Section(stripped, ".gnu_debugdata", limits.MaxElfNameBytes) is { } packed
                && Xz.Unpack(packed, limits.MaxElfNameBytes) is { } unpacked
                    ? new ElfImage(unpacked, limits.MaxElfHeaders)
                    : null;
        }
        catch (Exception e) when (ElfErrors.MayComeFrom(e))
        {
            return null;
        }
    }

    private static byte[]? Section(ElfImage image, string name, int maxBytes)
    {
        try
        {
            return image.FindSection(name) is { } section ? image.Read(section.Offset, section.Size, maxBytes) : null;
        }
        catch (Exception e) when (ElfErrors.MayComeFrom(e))
        {
            return null;
        }
    }

    private ElfImage? Open(string path, uint? checksum)
    {
        SafeFileHandle? file = null;
        try
        {
            file = RegularFile.Open(path);
            if (file is not null && (checksum is null || HasChecksum(file, checksum.Value)))
            {
                var image = new ElfImage(file, limits.MaxElfHeaders);
                file = null;
                return image;
            }
        }
        catch (Exception e) when (ElfErrors.MayComeFrom(e))
        {
            // What cannot be read is the same as nothing.
        }
        finally
        {
            file?.Dispose();
        }

        return null;
    }

    private bool HasChecksum(SafeFileHandle file, uint expected)
    {
        if (RandomAccess.GetLength(file) > limits.MaxDebugLinkBytes)
        {
            return false;
        }

        byte[] chunk = new byte[ChunkBytes];
        uint checksum = 0;
        long offset = 0;
        for (int read; offset <= limits.MaxDebugLinkBytes && (read = RandomAccess.Read(file, chunk, offset)) > 0; offset += read)
        {
            checksum = Crc32.Append(checksum, chunk.AsSpan(0, read));
        }

        return checksum == expected;
    }
}
