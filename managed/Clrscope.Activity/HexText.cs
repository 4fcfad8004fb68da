using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Clrscope.Activities;

/// <summary>16 hexadecimal digits of an id, without going through their bytes one by one.</summary>
internal readonly struct HexText
{
    private HexText(ulong first, ulong second)
    {
        First = first;
        Second = second;
    }

    /// <summary>The ASCII characters 0 to 7, the first one in the lowest byte.</summary>
    internal ulong First { get; }

    /// <summary>The characters 8 to 15.</summary>
    internal ulong Second { get; }

    /// <summary>The 8 bytes that the text stands for, the first one in the lowest byte.</summary>
    internal ulong Bytes => Pack(First) | Pack(Second) << 32;

    [SuppressMessage("Performance", "CA1857", Justification = "The vector's length is that of the text.")]
    internal static HexText Of(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<ushort> units = MemoryMarshal.Cast<char, ushort>(text[..16]);
        Vector128<ulong> ascii = Vector128.Narrow(Vector128.Create(units), Vector128.Create(units[8..])).AsUInt64();
        return new HexText(ascii[0], ascii[1]);
    }

    /// <param name="bytes">As <see cref="Bytes"/> gives them.</param>
    internal static HexText OfBytes(ulong bytes) => new(Unpack(bytes & 0xFFFFFFFF), Unpack(bytes >> 32));

    // Four bytes to eight digits: bytes apart, then each one's halves, the higher one first, then their characters.
    private static ulong Unpack(ulong bytes)
    {
        ulong pairs = (bytes | (bytes << 16)) & 0x0000FFFF0000FFFF;
        ulong units = (pairs | (pairs << 8)) & 0x00FF00FF00FF00FF;
        ulong digits = ((units >> 4) | (units << 8)) & 0x0F0F0F0F0F0F0F0F;
        ulong letters = ((digits + 0x0606060606060606) >> 4) & 0x0101010101010101;
        return digits + 0x3030303030303030 + (letters * ('a' - '0' - 10));
    }

    // Eight digits to four bytes: digits to their values, then pairs to bytes, then bytes side by side.
    private static ulong Pack(ulong ascii)
    {
        ulong digits = (ascii & 0x0F0F0F0F0F0F0F0F) + (9 * ((ascii >> 6) & 0x0101010101010101));
        ulong pairs = ((digits << 4) | (digits >> 8)) & 0x00FF00FF00FF00FF;
        ulong quads = (pairs | (pairs >> 8)) & 0x0000FFFF0000FFFF;
        return (quads | (quads >> 16)) & 0xFFFFFFFF;
    }
}
