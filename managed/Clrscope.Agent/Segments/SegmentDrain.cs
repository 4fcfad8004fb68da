using Clrscope.Agent.Platform;
using Clrscope.Segment;
using Clrscope.Symbols;

namespace Clrscope.Agent.Segments;

/// <summary>
/// Reads a segment: the journal into the symbols, then the ring into a sink. The order in a pass makes every sample
/// resolvable, and final what a dead owner left: first whether the owner lives, then how far it says that journal and ring
/// go, then the journal, then the ring.
/// </summary>
internal sealed class SegmentDrain : IDisposable
{
    /// <summary>How long a reserved record of a live owner may stay without its commit word.</summary>
    public static readonly TimeSpan HoleWait = TimeSpan.FromSeconds(2);

    private readonly JournalReader _journal;
    private readonly RingReader _ring;
    private ulong _holePosition;
    private ulong _holeSinceNs;

    /// <param name="segment">The segment; the drain disposes it.</param>
    /// <param name="symbols">Takes the facts of the journal.</param>
    /// <param name="startPosition">Where in the ring to begin.</param>
    public SegmentDrain(SegmentFile segment, ProcessSymbols symbols, ulong startPosition)
    {
        Segment = segment;
        Symbols = symbols;
        _journal = segment.CreateJournalReader();
        _ring = segment.CreateRingReader(startPosition);
    }

    /// <summary>The segment that is read.</summary>
    public SegmentFile Segment { get; }

    /// <summary>What the journal has told so far.</summary>
    public ProcessSymbols Symbols { get; }

    /// <summary>Everything below has been delivered.</summary>
    public ulong Position => _ring.Position;

    /// <summary>Whether the owner lived at the last pass.</summary>
    public bool IsOwnerAlive { get; private set; } = true;

    /// <summary>What was found damaged so far.</summary>
    public DrainFaults Faults => new(_ring.HolesSkipped, _ring.CorruptRecords, _journal.Corrupt);

    /// <summary>Reads what is new.</summary>
    /// <returns>True if the owner is dead and everything that it left has been read.</returns>
    public bool Pass(ulong nowNs, IRingSink sink)
    {
        IsOwnerAlive = Segment.IsOwnerAlive();
        ProducerState producer = Segment.ReadProducer();
        _journal.Read(Symbols, producer.JournalCommitted);
        bool isRead = TryReadRing(IsOwnerAlive ? producer.Learned : producer.Head, nowNs, sink);
        return isRead && !IsOwnerAlive;
    }

    /// <inheritdoc/>
    public void Dispose() => Segment.Dispose();

    private bool TryReadRing(ulong limit, ulong nowNs, IRingSink sink)
    {
        while (_ring.Read(limit, sink).Stop == RingStop.Uncommitted)
        {
            if (IsOwnerAlive && !HasWaited(nowNs))
            {
                return false;
            }

            // Not passed over: it was committed between the two looks. The next pass reads it; going round here could be
            // kept up for ever by an owner that plays with the word.
            if (!_ring.TrySkipHole(limit))
            {
                return false;
            }
        }

        return true;
    }

    private bool HasWaited(ulong nowNs)
    {
        if (_holeSinceNs == 0 || _holePosition != _ring.Position)
        {
            (_holePosition, _holeSinceNs) = (_ring.Position, nowNs);
        }

        return nowNs - _holeSinceNs >= HoleWait.ToNanoseconds();
    }
}
