using System.IO.Compression;

namespace Clrscope.Profiles;

/// <summary>Reads profiles in the pprof format, gzip'd or plain, whoever wrote them.</summary>
public static class PprofReader
{
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
            if (data.AsSpan().StartsWith<byte>([0x1F, 0x8B]))
            {
                using var packed = new MemoryStream(data.Array!, data.Offset, data.Count);
                using var gzip = new GZipStream(packed, CompressionMode.Decompress);
                data = ReadAll(gzip, limits.MaxBytes);
            }
            return new PprofDecoder(limits).Decode(data);
        }
        catch (InvalidDataException e)
        {
            throw new PprofFormatException(source, e.Message.TrimEnd('.'), e);
        }
    }

    private static ArraySegment<byte> ReadAll(Stream input, int limit)
    {
        var data = new MemoryStream();
        byte[] chunk = new byte[64 * 1024];
        for (int read; (read = input.Read(chunk)) != 0;)
        {
            if (data.Length + read > limit)
            {
                throw new InvalidDataException($"it is larger than {limit} bytes");
            }
            data.Write(chunk, 0, read);
        }
        return data.TryGetBuffer(out ArraySegment<byte> whole) ? whole : throw new InvalidOperationException();
    }
}
