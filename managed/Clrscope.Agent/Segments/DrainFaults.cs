namespace Clrscope.Agent.Segments;

/// <summary>What a reader found damaged in a segment.</summary>
/// <param name="HolesSkipped">Ring records that were reserved and never committed.</param>
/// <param name="CorruptRecords">Ring records that made no sense.</param>
/// <param name="JournalDamage">Why the journal could not be read to its end, or null.</param>
public readonly record struct DrainFaults(long HolesSkipped, long CorruptRecords, string? JournalDamage);
