using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Clrscope.CommandLine.Run;

/// <summary>Reads from a program's ELF headers what kind it is.</summary>
internal static class ElfProgram
{
    private const int HeaderSize = 64;
    private const int MachineOffset = 18;
    private const int ProgramHeadersOffset = 32;
    private const int ProgramHeaderCountOffset = 56;
    private const int ProgramHeaderSize = 56;
    private const uint InterpreterType = 3;
    private const int MaxInterpreterLength = 4096;

    private const ushort MachineX64 = 62;
    private const ushort MachineArm64 = 183;

    /// <summary>The kind of the program at <paramref name="path"/>; a file that cannot be read is none.</summary>
    public static ProgramKind KindOf(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return KindOf(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ProgramKind.NotElf;
        }
    }

    private static ProgramKind KindOf(FileStream file)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        if (file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize || !header.StartsWith("\u007FELF"u8))
        {
            return ProgramKind.NotElf;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(header[MachineOffset..]) != OwnMachine())
        {
            return ProgramKind.OtherArchitecture;
        }

        string? interpreter = ReadInterpreter(
            file,
            (long)BinaryPrimitives.ReadUInt64LittleEndian(header[ProgramHeadersOffset..]),
            BinaryPrimitives.ReadUInt16LittleEndian(header[ProgramHeaderCountOffset..]));
        return interpreter is null ? ProgramKind.StaticBinary
            : interpreter.Contains("musl", StringComparison.Ordinal) ? ProgramKind.Musl
            : ProgramKind.Glibc;
    }

    private static string? ReadInterpreter(FileStream file, long headersOffset, int count)
    {
        Span<byte> header = stackalloc byte[ProgramHeaderSize];
        for (int i = 0; i < count; i++)
        {
            if (RandomAccess.Read(file.SafeFileHandle, header, headersOffset + (i * ProgramHeaderSize)) < ProgramHeaderSize)
            {
                return null;
            }

            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == InterpreterType)
            {
                byte[] text = new byte[Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(header[32..]), MaxInterpreterLength)];
                int length = RandomAccess.Read(file.SafeFileHandle, text, (long)BinaryPrimitives.ReadUInt64LittleEndian(header[8..]));
                return Encoding.UTF8.GetString(text, 0, length).TrimEnd('\0');
            }
        }

        return null;
    }

    private static ushort OwnMachine() => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? MachineArm64 : MachineX64;
}
