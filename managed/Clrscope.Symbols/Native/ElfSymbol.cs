namespace Clrscope.Symbols.Native;

/// <summary>A function of an ELF file. Addresses are the file's own, without the load bias.</summary>
/// <param name="Address">First address.</param>
/// <param name="Size">Bytes of code; 0 for an assembler's label, which reaches to the next symbol.</param>
/// <param name="Limit">First address that it cannot cover: its end, or for a label the end of its section.</param>
/// <param name="Rank">Which of several names for one address is the better one: the lowest.</param>
/// <param name="Names">Index of the string table that holds its name.</param>
/// <param name="NameOffset">Offset of the name in that table.</param>
internal readonly record struct ElfSymbol(ulong Address, ulong Size, ulong Limit, byte Rank, byte Names, uint NameOffset)
    : IComparable<ElfSymbol>, IStartsAtAddress
{
    ulong IStartsAtAddress.Start => Address;

    /// <summary>By address; of those at one address the best comes first.</summary>
    public int CompareTo(ElfSymbol other)
    {
        int order = Address.CompareTo(other.Address);
        order = order != 0 ? order : other.Size.CompareTo(Size);
        order = order != 0 ? order : Rank.CompareTo(other.Rank);
        order = order != 0 ? order : Names.CompareTo(other.Names);
        return order != 0 ? order : NameOffset.CompareTo(other.NameOffset);
    }
}
