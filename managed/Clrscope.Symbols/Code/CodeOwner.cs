namespace Clrscope.Symbols.Code;

/// <summary>What code belongs to, a method or a library, and from when to when.</summary>
internal abstract class CodeOwner(ulong validFromNs, AddressRange[] ranges)
{
    /// <summary>Stands for the time of an unload that has not come.</summary>
    public const ulong StillLoaded = ulong.MaxValue;

    /// <summary>First time at which a sample can belong to it.</summary>
    public ulong ValidFromNs { get; } = validFromNs;

    /// <summary>Samples from this time on do not belong to it.</summary>
    public ulong UnloadedAtNs { get; set; } = StillLoaded;

    public AddressRange[] Ranges { get; } = ranges;

    /// <summary>Counts the owners of a map in journal order.</summary>
    public long Order { get; set; }

    public bool IsValidAt(ulong timeNs) => ValidFromNs <= timeNs && timeNs < UnloadedAtNs;

    /// <summary>
    /// Which of two owners of one address has it at a time at which both are valid. The one that is unloaded first came
    /// first, since the other could take the address only after that; the start of validity of the other is often unknown
    /// (0) and must not win. Between equals the newer fact counts.
    /// </summary>
    public bool TakesPrecedenceOver(CodeOwner other)
    {
        if (UnloadedAtNs != other.UnloadedAtNs)
        {
            return UnloadedAtNs < other.UnloadedAtNs;
        }

        return ValidFromNs != other.ValidFromNs ? ValidFromNs > other.ValidFromNs : Order > other.Order;
    }
}
