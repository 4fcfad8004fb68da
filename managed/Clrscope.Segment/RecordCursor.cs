using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Clrscope.Segment;

/// <summary>
/// Walks through the parts of one journal record. The first part that does not fit sets <see cref="Error"/>; from then on
/// every part comes back empty, so that a caller reads them all and asks once.
/// </summary>
internal ref struct RecordCursor(ReadOnlySpan<byte> record)
{
    private ReadOnlySpan<byte> _rest = record;

    internal string? Error { get; private set; }

    internal T Fixed<T>()
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = Take(Unsafe.SizeOf<T>(), typeof(T).Name);
        return bytes.IsEmpty ? default : MemoryMarshal.Read<T>(bytes);
    }

    internal T[] Array<T>(uint count, int limit)
        where T : unmanaged
    {
        if (count > limit)
        {
            Fail($"{count} {typeof(T).Name}, at most {limit} are accepted");
            return [];
        }
        return MemoryMarshal.Cast<byte, T>(Take((long)count * Unsafe.SizeOf<T>(), typeof(T).Name)).ToArray();
    }

    /// <summary>Bytes without the padding to a multiple of 8 that follows them.</summary>
    internal byte[] PaddedBytes(uint size, int limit)
    {
        byte[] bytes = Array<byte>(size, limit);
        Take(-bytes.Length & 7, "padding");
        return bytes;
    }

    /// <summary>A string; bytes that are not UTF-8 become replacement characters.</summary>
    internal string String(int limit)
    {
        uint size = Fixed<uint>();
        if (size > limit)
        {
            Fail($"a string of {size} bytes, at most {limit} are accepted");
            return "";
        }
        return Encoding.UTF8.GetString(Take(size, "a string"));
    }

    /// <summary>True if every part was there and what is left is only padding to a multiple of 8.</summary>
    internal bool AtEnd()
    {
        if (_rest.Length >= sizeof(ulong))
        {
            Fail($"{_rest.Length} bytes after the last part");
        }
        return Error is null;
    }

    internal void Fail(string reason)
    {
        Error ??= reason;
        _rest = default;
    }

    private ReadOnlySpan<byte> Take(long size, string what)
    {
        if (size > _rest.Length)
        {
            Fail($"{what} runs over the record's end");
            return default;
        }
        ReadOnlySpan<byte> taken = _rest[..(int)size];
        _rest = _rest[(int)size..];
        return taken;
    }
}
