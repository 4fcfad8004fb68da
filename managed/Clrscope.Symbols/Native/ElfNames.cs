namespace Clrscope.Symbols.Native;

/// <summary>What the name and the info byte (binding and type) of an ELF symbol tell.</summary>
internal static class ElfNames
{
    /// <summary>Bytes of a name that matter for its rank.</summary>
    public const int RankedLength = 3;

    private const int TypeNone = 0;
    private const int TypeFunction = 2;
    private const int TypeIndirectFunction = 10;
    private const int BindingGlobal = 1;
    private const int BindingWeak = 2;

    /// <summary>
    /// The zero-terminated name at an offset of a string table, its first <paramref name="maxLength"/> bytes if it is longer;
    /// empty where the offset lies outside.
    /// </summary>
    public static ReadOnlySpan<byte> At(ReadOnlySpan<byte> table, uint offset, int maxLength)
    {
        ReadOnlySpan<byte> rest = table[(int)Math.Min(offset, (uint)table.Length)..];
        rest = rest[..Math.Min(rest.Length, maxLength)];
        int end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>
    /// Functions, and the untyped symbols that assembler sources leave; not the markers ($x, $d) of code and data on arm64.
    /// The beginning of the name suffices.
    /// </summary>
    public static bool IsFunction(ReadOnlySpan<byte> name, byte info) =>
        !name.IsEmpty &&
        ((info & 15) is TypeFunction or TypeIndirectFunction || ((info & 15) == TypeNone && name[0] != (byte)'$'));

    /// <summary>
    /// The lower, the more likely the name that a programmer wrote: write rather than __write, and exported rather than local.
    /// The first <see cref="RankedLength"/> bytes of the name suffice.
    /// </summary>
    public static byte Rank(ReadOnlySpan<byte> name, byte info)
    {
        ReadOnlySpan<byte> ranked = name[..Math.Min(name.Length, RankedLength)];
        int underscores = ranked.Length - ranked.TrimStart((byte)'_').Length;
        int binding = (info >> 4) switch { BindingGlobal => 0, BindingWeak => 1, _ => 2 };
        return (byte)((underscores * 3) + binding);
    }
}
