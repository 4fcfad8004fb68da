using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Clrscope.CommandLine.Platform;

/// <summary>
/// Has the kernel give the heap's memory in pages of 2 MiB, where the machine's administrator lets programs ask for that (madvise):
/// to get hundreds of MiB in pages of 4 KiB takes a second of the processor's time on some virtual machines.
/// </summary>
internal static partial class HugePages
{
    private const int Advice = 14; // MADV_HUGEPAGE, madvise(2)

    /// <summary>Asks. Where the answer is no, nothing is different.</summary>
    internal static void AskForHeap()
    {
        object within = new();
        try
        {
            if (Reserved(Unsafe.As<object, nuint>(ref within)) is var (start, end))
            {
                _ = Advise(start, end - start, Advice);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Not everybody is shown /proc.
        }
    }

    // The collector reserves the whole heap at once; what it has begun to use of it are mappings of their own, side by side.
    private static (nuint Start, nuint End)? Reserved(nuint address)
    {
        (nuint Start, nuint End) run = default;
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            (nuint start, nuint end) = Range(line);
            if (start != run.End)
            {
                if (run.End > address)
                {
                    break;
                }

                run.Start = start;
            }

            run.End = end;
        }

        return run.Start <= address && address < run.End ? run : null;
    }

    // start-end in hexadecimal digits, a blank, and what does not matter here.
    private static (nuint Start, nuint End) Range(ReadOnlySpan<char> line)
    {
        int dash = line.IndexOf('-');
        int blank = line.IndexOf(' ');
        return (
            nuint.Parse(line[..dash], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            nuint.Parse(line[(dash + 1)..blank], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint start, nuint length, int advice);
}
