namespace Clrscope.Symbols.Code;

/// <summary>
/// Finds out who owns an address at a time, one candidate after the other, and for how long around that time the answer
/// stays the same.
/// </summary>
internal struct CodeLookup<TOwner>(ulong address, ulong timeNs)
    where TOwner : CodeOwner
{
    public readonly ulong Address => address;

    /// <summary>The owner; null if there is none.</summary>
    public TOwner? Owner { get; private set; }

    /// <summary>The answer holds for times in [FromNs, UntilNs).</summary>
    public ulong FromNs { get; private set; }

    /// <inheritdoc cref="FromNs"/>
    public ulong UntilNs { get; private set; } = ulong.MaxValue;

    /// <summary>Takes one of the owners of <see cref="Address"/> into account.</summary>
    public void Consider(TOwner candidate)
    {
        Narrow(candidate.ValidFromNs);
        Narrow(candidate.UnloadedAtNs);
        if (candidate.IsValidAt(timeNs) && (Owner is null || candidate.TakesPrecedenceOver(Owner)))
        {
            Owner = candidate;
        }
    }

    private void Narrow(ulong changeNs)
    {
        if (changeNs <= timeNs)
        {
            FromNs = Math.Max(FromNs, changeNs);
        }
        else
        {
            UntilNs = Math.Min(UntilNs, changeNs);
        }
    }
}
