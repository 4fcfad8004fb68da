using System.Globalization;

namespace Clrscope.Symbols.Tests;

/// <summary>A function as nm lists it.</summary>
internal readonly record struct BinutilsSymbol(ulong Address, ulong Size, string Name);

/// <summary>The functions of a file as binutils see them.</summary>
internal static class BinutilsSymbols
{
    /// <summary>Functions with a size, of .dynsym or of .symtab.</summary>
    public static List<BinutilsSymbol> Of(string path, bool dynamic)
    {
        string[] options = dynamic ? ["-D", "-S", "--defined-only", path] : ["-S", "--defined-only", path];
        return [.. Tool.Run("nm", options)
            .Split('\n')
            .Select(line => line.Split(' '))
            .Where(fields => fields is [_, _, "T" or "t" or "W" or "w" or "i", _])
            .Select(fields => new BinutilsSymbol(Hex(fields[0]), Hex(fields[1]), fields[3].Split('@')[0]))];
    }

    public static byte[] BuildId(string path)
    {
        const string Label = "Build ID: ";
        string line = Tool.Run("readelf", "-n", path).Split('\n').Single(text => text.Contains(Label, StringComparison.Ordinal));
        return Convert.FromHexString(line.Trim()[Label.Length..]);
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
