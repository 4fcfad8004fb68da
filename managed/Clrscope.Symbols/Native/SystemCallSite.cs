using System.Buffers.Binary;

namespace Clrscope.Symbols.Native;

/// <summary>
/// Recognises a program counter at which a thread is in the kernel: right behind a <c>syscall</c> instruction, or on one that
/// is to be restarted. x86-64 only.
/// </summary>
internal static class SystemCallSite
{
    /// <summary>Bytes before the program counter that are looked at.</summary>
    public const int Before = 24;

    /// <summary>Bytes from the program counter on that are looked at.</summary>
    public const int After = 2;

    private const byte MovEaxImmediate = 0xB8;

    private static ReadOnlySpan<byte> SystemCall => [0x0F, 0x05];

    private static ReadOnlySpan<byte> ClearEax => [0x31, 0xC0];

    private static ReadOnlySpan<byte> MovRaxImmediate => [0x48, 0xC7, 0xC0];

    /// <summary>What a profile shows for the kernel; null if the thread was not in it.</summary>
    /// <param name="code"><see cref="Before"/> bytes before the program counter and <see cref="After"/> from it on.</param>
    public static string? KernelFrame(ReadOnlySpan<byte> code)
    {
        int instruction = code[(Before - SystemCall.Length)..Before].SequenceEqual(SystemCall) ? Before - SystemCall.Length
            : code[Before..].SequenceEqual(SystemCall) ? Before
            : -1;
        if (instruction < 0)
        {
            return null;
        }

        string? name = Number(code[..instruction]) is { } number ? SystemCalls.Name(number) : null;
        return name is null ? "[kernel]" : $"[kernel] {name}";
    }

    /// <summary>
    /// The nearest instruction that gives the number of the call. Instructions cannot be told from operands backwards; what
    /// only looks like one hardly ever holds the number of a call.
    /// </summary>
    private static uint? Number(ReadOnlySpan<byte> code)
    {
        for (int at = code.Length - ClearEax.Length; at >= 0; at--)
        {
            ReadOnlySpan<byte> rest = code[at..];
            if (rest.StartsWith(ClearEax))
            {
                return 0;
            }

            int operand = rest[0] == MovEaxImmediate ? 1 : rest.StartsWith(MovRaxImmediate) ? MovRaxImmediate.Length : 0;
            if (operand > 0 && rest.Length >= operand + sizeof(uint))
            {
                uint number = BinaryPrimitives.ReadUInt32LittleEndian(rest[operand..]);
                if (SystemCalls.Name(number) is not null)
                {
                    return number;
                }
            }
        }

        return null;
    }
}
