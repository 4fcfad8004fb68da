using System.Runtime.InteropServices;

namespace Clrscope.Recording.Format;

/// <summary>The system's LZ4 library.</summary>
internal sealed unsafe class Lz4
{
    private const string LibraryName = "liblz4.so.1";

    private readonly delegate* unmanaged<byte*, byte*, int, int, int, int> _compress;
    private readonly delegate* unmanaged<byte*, byte*, int, int, int> _decompress;

    private Lz4(nint compress, nint decompress)
    {
        _compress = (delegate* unmanaged<byte*, byte*, int, int, int, int>)compress;
        _decompress = (delegate* unmanaged<byte*, byte*, int, int, int>)decompress;
    }

    /// <summary>The library, or null where it is not installed.</summary>
    internal static Lz4? System { get; } = Load(LibraryName);

    /// <summary>Loads a library of this name; null if there is none, or it is another one.</summary>
    internal static Lz4? Load(string library) =>
        NativeLibrary.TryLoad(library, typeof(Lz4).Assembly, DllImportSearchPath.SafeDirectories, out nint handle)
        && NativeLibrary.TryGetExport(handle, "LZ4_compress_fast", out nint compress)
        && NativeLibrary.TryGetExport(handle, "LZ4_decompress_safe", out nint decompress)
            ? new Lz4(compress, decompress)
            : null;

    /// <summary>Compresses into <paramref name="target"/>; 0 if the result does not fit there.</summary>
    /// <returns>Bytes written.</returns>
    internal int Compress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        fixed (byte* from = source)
        fixed (byte* to = target)
        {
            return Math.Max(_compress(from, to, source.Length, target.Length, 1), 0);
        }
    }

    /// <summary>Fills <paramref name="target"/>; false if the source is damaged or makes another number of bytes.</summary>
    internal bool TryDecompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        fixed (byte* from = source)
        fixed (byte* to = target)
        {
            return _decompress(from, to, source.Length, target.Length) == target.Length;
        }
    }
}
