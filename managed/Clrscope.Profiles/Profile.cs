using System.Collections.Immutable;

namespace Clrscope.Profiles;

/// <summary>
/// A profile as the pprof format describes it, of any program. Made by <see cref="ProfileBuilder"/>,
/// <see cref="PprofReader"/> and <see cref="ProfileMerger"/>, which all see to it that every index in it is valid.
/// </summary>
public sealed record Profile
{
    internal Profile()
    {
    }

    public ImmutableArray<SampleType> SampleTypes { get; internal init; } = [];

    public ImmutableArray<Sample> Samples { get; internal init; } = [];

    /// <summary>The first one is the main binary.</summary>
    public ImmutableArray<MappingInfo> Mappings { get; internal init; } = [];

    public ImmutableArray<LocationInfo> Locations { get; internal init; } = [];

    public ImmutableArray<FunctionInfo> Functions { get; internal init; } = [];

    /// <summary>What one <see cref="Period"/> is; null if the profile does not say.</summary>
    public SampleType? PeriodType { get; internal init; }

    /// <summary>Distance between two samples, in the unit of <see cref="PeriodType"/>; 0 if unknown.</summary>
    public long Period { get; internal init; }

    /// <summary>Start of the window, nanoseconds since 1970 in UTC; 0 if unknown.</summary>
    public long TimeNanos { get; internal init; }

    /// <summary>Length of the window; 0 if unknown.</summary>
    public long DurationNanos { get; internal init; }

    public ImmutableArray<string> Comments { get; internal init; } = [];

    /// <summary>The type that tools show first; "" for the last one.</summary>
    public string DefaultSampleType { get; internal init; } = "";

    /// <summary>Regular expression of function names to be left out with all that they call.</summary>
    public string DropFrames { get; internal init; } = "";

    /// <summary>Regular expression of function names to be kept although <see cref="DropFrames"/> matches.</summary>
    public string KeepFrames { get; internal init; } = "";

    public string DocUrl { get; internal init; } = "";

    /// <summary>Index of the value that tools show first; -1 if the profile has no sample types.</summary>
    public int DefaultValueIndex
    {
        get
        {
            for (int i = 0; i < SampleTypes.Length; i++)
            {
                if (SampleTypes[i].Type == DefaultSampleType)
                {
                    return i;
                }
            }
            return SampleTypes.Length - 1;
        }
    }

    /// <summary>The same with more comments.</summary>
    public Profile WithComments(params IEnumerable<string> comments) => this with { Comments = [.. Comments, .. comments] };

    /// <summary>The sum of a value over all samples; stays at the end of the range instead of overflowing.</summary>
    public long Total(int valueIndex)
    {
        long total = 0;
        foreach (Sample sample in Samples)
        {
            total = Saturating.Add(total, sample.Values[valueIndex]);
        }
        return total;
    }
}
