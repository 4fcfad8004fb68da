using System.Globalization;

namespace Clrscope.Symbols.Tests;

/// <summary>An executable mapping of the test process.</summary>
internal readonly record struct LoadedImage(ulong Start, ulong End, ulong FileOffset, ulong LoadBias, string Path)
{
    /// <summary>The mapping of the library whose file name begins in a given way.</summary>
    public static LoadedImage Find(string fileNamePrefix)
    {
        string[][] mappings = [.. File.ReadLines("/proc/self/maps")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length == 6 &&
                System.IO.Path.GetFileName(fields[5]).StartsWith(fileNamePrefix, StringComparison.Ordinal))];

        // These libraries are linked from address 0, so the bias is where the file's beginning is mapped.
        (ulong bias, _) = Range(mappings.First(fields => Hex(fields[2]) == 0)[0]);
        string[] code = mappings.First(fields => fields[1].Contains('x', StringComparison.Ordinal));
        (ulong start, ulong end) = Range(code[0]);
        return new LoadedImage(start, end, Hex(code[2]), bias, code[5]);
    }

    private static (ulong Start, ulong End) Range(string text)
    {
        string[] bounds = text.Split('-');
        return (Hex(bounds[0]), Hex(bounds[1]));
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
