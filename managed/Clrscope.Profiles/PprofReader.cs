using System.Buffers.Binary;
using System.IO.Compression;

namespace Clrscope.Profiles;

/// <summary>Reads profiles in the pprof format, gzip'd or plain, whoever wrote them.</summary>
public static class PprofReader
{
    private const int MinGzipBytes = 18;

    private static readonly byte[] s_gzipMagic = [0x1F, 0x8B];

    /// <exception cref="PprofFormatException">The file is no profile or exceeds a limit.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Profile Read(string path, PprofLimits? limits = null)
    {
        using FileStream file = File.OpenRead(path);
        return Read(file, path, limits);
    }

    /// <param name="input">Read to its end, stays open.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="limits">Bounds of what is accepted; <see cref="PprofLimits.Default"/> if null.</param>
    /// <exception cref="PprofFormatException">The stream holds no profile or exceeds a limit.</exception>
    public static Profile Read(Stream input, string source = "the input", PprofLimits? limits = null)
    {
        limits ??= PprofLimits.Default;
        try
        {
            ArraySegment<byte> data = ReadAll(input, limits.MaxBytes);
            if (data.AsSpan().StartsWith(s_gzipMagic))
            {
                data = Unpack(data, limits.MaxBytes);
            }
            return new PprofDecoder(limits).Decode(data);
        }
        catch (InvalidDataException e)
        {
            throw new PprofFormatException(source, e.Message, e);
        }
    }

    private static ArraySegment<byte> Unpack(ArraySegment<byte> packed, int limit)
    {
        ArraySegment<byte> data;
        var input = new MemoryStream(packed.Array!, packed.Offset, packed.Count);
        using (var gzip = new GZipStream(input, CompressionMode.Decompress))
        {
            data = ReadAll(gzip, limit);
        }

        // The stream takes a file that is cut off for one that ends there; its last word tells how long it was to be.
        if (packed.Count < MinGzipBytes || BinaryPrimitives.ReadUInt32LittleEndian(packed[^sizeof(uint)..]) != (uint)data.Count)
        {
            throw new InvalidDataException("it is cut off");
        }
        return data;
    }

    private static ArraySegment<byte> ReadAll(Stream input, int limit)
    {
        var data = new MemoryStream();
        byte[] chunk = new byte[64 * 1024];
        for (int read; (read = ReadChunk(input, chunk)) != 0;)
        {
            if (data.Length + read > limit)
            {
                throw new InvalidDataException($"it is larger than {limit} bytes");
            }
            data.Write(chunk, 0, read);
        }
        return new ArraySegment<byte>(data.GetBuffer(), 0, (int)data.Length);
    }

    private static int ReadChunk(Stream input, byte[] chunk)
    {
        try
        {
            return input.Read(chunk);
        }
        catch (InvalidDataException e)
        {
            // The messages of the framework speak of archives.
            throw new InvalidDataException("its compressed data is damaged", e);
        }
    }
}
