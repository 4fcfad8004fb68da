using Clrscope.Segment;

namespace Clrscope.Agent.Segments;

/// <summary>Something that keeps a profile from being complete.</summary>
/// <param name="Name">Its name in output meant for machines.</param>
/// <param name="Text">What was lost, in words that follow a number.</param>
/// <param name="Count">How often.</param>
public readonly record struct DropCause(string Name, string Text, ulong Count)
{
    private static readonly Counter[] Counters =
    [
        Counter.SamplesDroppedRingFull,
        Counter.ThreadsUnregisteredFull,
        Counter.JournalDroppedRecords,
    ];

    /// <summary>The causes that apply to a process: those that happened at least once.</summary>
    /// <param name="counters">What the process counted.</param>
    /// <param name="faults">What its reader met.</param>
    public static IReadOnlyList<DropCause> Of(CountersSnapshot counters, DrainFaults faults)
    {
        // The owner's own thread and the reader pass over the same holes, each as far as it comes.
        ulong holes = Math.Max(counters[Counter.RingHolesSkipped], (ulong)faults.HolesSkipped);
        DropCause[] all =
        [
            .. Counters.Select(counter => new DropCause(Layout.Name(counter), Layout.Text(counter), counters[counter])),
            new(Layout.Name(Counter.RingHolesSkipped), "samples reserved but never committed", holes),
            new("ring_corrupt_records", "damaged records in the ring", (ulong)faults.CorruptRecords),
            new("journal_corrupt", "journals cut off at a damaged record", faults.JournalDamage is null ? 0UL : 1UL),
        ];
        return [.. all.Where(cause => cause.Count > 0)];
    }
}
