using Microsoft.Win32.SafeHandles;

namespace Clrscope.Symbols;

/// <summary>Opens files whose paths come from a profiled process.</summary>
internal static class RegularFile
{
    /// <summary>
    /// Opens the file for reading; null where there is none. Files without a length are passed over before they are
    /// opened: opening a FIFO blocks until somebody writes to it, and devices are no images either.
    /// </summary>
    public static SafeFileHandle? Open(string path)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            return null;
        }

        try
        {
            FileSystemInfo file = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
            return file is FileInfo { Exists: true, Length: > 0 }
                ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
