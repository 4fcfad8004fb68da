using System.Runtime.InteropServices;

namespace Clrscope.Recording.Reading;

/// <summary>Makes whole numbers of a column of indexes.</summary>
internal static class IndexColumn
{
    /// <summary>Widens a column into <paramref name="indexes"/>; false if one of them is not below the bound.</summary>
    internal static bool TryWiden(ReadOnlySpan<byte> column, int width, Span<int> indexes, int bound)
    {
        uint largest = 0;
        switch (width)
        {
            case 0:
                indexes.Clear();
                break;
            case 1:
                column = column[..indexes.Length];
                for (int i = 0; i < indexes.Length; i++)
                {
                    uint index = column[i];
                    indexes[i] = (int)index;
                    largest = Math.Max(largest, index);
                }

                break;
            case 2:
                ReadOnlySpan<ushort> words = MemoryMarshal.Cast<byte, ushort>(column)[..indexes.Length];
                for (int i = 0; i < indexes.Length; i++)
                {
                    uint index = words[i];
                    indexes[i] = (int)index;
                    largest = Math.Max(largest, index);
                }

                break;
            default:
                ReadOnlySpan<uint> wide = MemoryMarshal.Cast<byte, uint>(column)[..indexes.Length];
                for (int i = 0; i < indexes.Length; i++)
                {
                    uint index = wide[i];
                    indexes[i] = (int)index;
                    largest = Math.Max(largest, index);
                }

                break;
        }

        return largest < (uint)bound;
    }
}
