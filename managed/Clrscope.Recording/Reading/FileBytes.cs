using Microsoft.Win32.SafeHandles;

namespace Clrscope.Recording.Reading;

/// <summary>Reads files of which somebody may take or change bytes at any time.</summary>
internal static class FileBytes
{
    /// <summary>
    /// Opens a file for reading; null if it is gone or has no length: opening a FIFO would block until somebody writes to it.
    /// </summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    internal static SafeFileHandle? Open(string path)
    {
        FileInfo file = new(path);
        return file is { Exists: true, Length: > 0, LinkTarget: null }
            ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            : null;
    }

    /// <summary>Fills the bytes from an offset on; false if the file ends before.</summary>
    /// <exception cref="IOException">The system cannot read the file.</exception>
    internal static bool TryRead(SafeFileHandle file, long offset, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(file, bytes, offset);
            if (read == 0)
            {
                return false;
            }

            bytes = bytes[read..];
            offset += read;
        }

        return true;
    }
}
