using System.Collections.Immutable;

namespace Clrscope.Profiles;

/// <summary>
/// The kinds of profile that we write. The sample types of a kind are fixed: merging and comparing profiles needs them
/// equal, so no setting adds or drops one.
/// </summary>
public sealed class ProfileKind
{
    private ProfileKind(string name, SampleType periodType, params ImmutableArray<SampleType> sampleTypes)
    {
        Name = name;
        SampleTypes = sampleTypes;
        PeriodType = periodType;
    }

    /// <summary>CPU time; the period is the interval between two samples of a thread.</summary>
    public static ProfileKind Cpu { get; } = new(
        "cpu",
        new SampleType("cpu", "nanoseconds"),
        new SampleType("samples", "count"),
        new SampleType("cpu", "nanoseconds"));

    public string Name { get; }

    /// <summary>One for each value of a sample, in their order; the last is what tools show by default.</summary>
    public ImmutableArray<SampleType> SampleTypes { get; }

    public SampleType PeriodType { get; }
}
