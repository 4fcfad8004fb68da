using Microsoft.Win32.SafeHandles;

namespace Clrscope.Segment;

/// <summary>
/// A stretch of a file in a buffer of our own: what is checked there cannot change afterwards. It reads ahead to save system
/// calls, little at first and then ever more, so that a pass which ends after one record has not read the whole ring.
/// </summary>
internal ref struct FileWindow(SafeFileHandle file, Span<byte> buffer)
{
    private const int FirstReadBytes = 8 * 1024;

    private readonly SafeFileHandle _file = file;
    private readonly Span<byte> _buffer = buffer;
    private long _start;
    private int _length;
    private int _nextRead = FirstReadBytes;

    /// <summary>
    /// Bytes of the file from <paramref name="offset"/> on: at least <paramref name="wanted"/> (which the buffer must
    /// hold), never beyond <paramref name="end"/>. Fewer if the file ends there or cannot be read.
    /// </summary>
    internal ReadOnlySpan<byte> Peek(long offset, int wanted, long end)
    {
        long skip = offset - _start;
        if (skip < 0 || skip + wanted > _length)
        {
            int ahead = Math.Min(Math.Max(wanted, _nextRead), _buffer.Length);
            _nextRead = Math.Min(ahead * 2, _buffer.Length);
            _start = offset;
            _length = Fill(offset, (int)Math.Min(ahead, end - offset));
            skip = 0;
        }
        return _buffer[(int)skip.._length];
    }

    private readonly int Fill(long offset, int count)
    {
        int filled = 0;
        try
        {
            while (filled < count)
            {
                int read = RandomAccess.Read(_file, _buffer[filled..count], offset + filled);
                if (read == 0)
                {
                    break;
                }
                filled += read;
            }
        }
        catch (IOException)
        {
            // Too few bytes is the answer for every cause: the callers name it in their own terms.
        }
        return filled;
    }
}
