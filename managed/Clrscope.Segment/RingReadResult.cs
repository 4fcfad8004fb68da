namespace Clrscope.Segment;

/// <summary>Why <see cref="RingReader.Read"/> came back.</summary>
public enum RingStop
{
    /// <summary>The limit, or the head of the ring, is reached.</summary>
    Limit,

    /// <summary>The next record is reserved but not committed: its producer still writes, or died.</summary>
    Uncommitted,

    /// <summary>The file has been cut or the system cannot read it.</summary>
    Unreadable,
}

/// <summary>Outcome of one pass over the ring.</summary>
/// <param name="Samples">Samples that were delivered.</param>
/// <param name="Stop">Why the pass ended.</param>
public readonly record struct RingReadResult(long Samples, RingStop Stop);
