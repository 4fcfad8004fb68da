using System.Runtime.InteropServices;

namespace Clrscope.CommandLine.Platform;

/// <summary>Asks a terminal for its size, without changing its mode as the framework's console does on the way.</summary>
internal static partial class Terminal
{
    private const nuint GetWindowSize = 0x5413;

    /// <summary>Columns of the terminal behind a descriptor; null if there is none, or it does not know.</summary>
    public static int? ColumnsOf(int descriptor) =>
        Ioctl(descriptor, GetWindowSize, out WindowSize size) == 0 && size.Columns > 0 ? size.Columns : null;

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int descriptor, nuint request, out WindowSize size);

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }
}
