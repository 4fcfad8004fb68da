using System.Runtime.InteropServices;

namespace Clrscope.Symbols.Native;

/// <summary>
/// Unpacks .xz by the system's liblzma, which bounds its own memory. It is there wherever the packages are that compress symbols
/// so (Fedora and its relatives); elsewhere nothing is unpacked.
/// </summary>
internal static partial class Xz
{
    private const int Ok = 0;
    private const int BufferError = 10;
    private const int Growth = 4;

    /// <summary>
    /// Null if the data is damaged, larger than <paramref name="maxBytes"/> when unpacked, or liblzma is missing.
    /// </summary>
    public static byte[]? Unpack(byte[] packed, int maxBytes)
    {
        try
        {
            for (long size = Math.Max((long)packed.Length * Growth, 1 << 16); ; size *= Growth)
            {
                byte[] unpacked = new byte[Math.Min(size, maxBytes)];
                ulong memoryLimit = (ulong)maxBytes;
                nuint read = 0;
                nuint written = 0;
                int result = Decode(
                    ref memoryLimit, 0, 0, packed, ref read, (nuint)packed.Length, unpacked, ref written, (nuint)unpacked.Length);
                if (result == Ok)
                {
                    return unpacked[..(int)written];
                }

                if (result != BufferError || unpacked.Length == maxBytes)
                {
                    return null;
                }
            }
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("liblzma.so.5", EntryPoint = "lzma_stream_buffer_decode")]
    private static partial int Decode(
        ref ulong memoryLimit, uint flags, nint allocator, byte[] input, ref nuint inputPosition, nuint inputSize, byte[] output,
        ref nuint outputPosition, nuint outputSize);
}
