using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Clrscope.Profiles;

/// <summary>
/// Gathers samples into a profile. Equal mappings, functions, locations and stacks are kept once; samples with the same
/// stack and labels are added up. The first mapping added is the main binary.
/// </summary>
public sealed class ProfileBuilder
{
    private readonly ImmutableArray<SampleType> _sampleTypes;
    private readonly SampleType? _periodType;
    private readonly InternTable<MappingInfo> _mappings = new();
    private readonly InternTable<FunctionInfo> _functions = new();
    private readonly InternTable<LocationInfo> _locations = new();
    private readonly Dictionary<int[], int> _stackIndexes = new(new StackComparer());
    private readonly List<int[]> _stacks = [];
    private readonly InternTable<SampleKey> _samples = new();
    private readonly List<long> _values = [];
    private readonly List<Sample> _different = [];
    private ImmutableArray<long> _latestValues = [];
    private readonly InternTable<string> _comments = new();

    public ProfileBuilder(ProfileKind kind)
        : this(kind.SampleTypes, kind.PeriodType)
    {
    }

    internal ProfileBuilder(ImmutableArray<SampleType> sampleTypes, SampleType? periodType)
    {
        _sampleTypes = sampleTypes;
        _periodType = periodType;
    }

    /// <summary>Start of the window.</summary>
    public DateTimeOffset Start { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>End of the window.</summary>
    public DateTimeOffset End { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>Distance between two samples, in the unit of the kind's period type.</summary>
    public long Period { get; set; }

    /// <summary>Samples with a different stack or different labels: what the profile's size grows with.</summary>
    public int DistinctSamples => _samples.Count + _different.Count;

    /// <summary>Different stacks so far: what AddStack returns is less.</summary>
    public int Stacks => _stacks.Count;

    public void AddComment(string comment) => _comments.Add(comment);

    public int AddMapping(MappingInfo mapping) => _mappings.Add(mapping);

    /// <param name="systemName">
    /// Left out if it equals <paramref name="name"/>: with both equal, pprof takes the name for a mangled one and cuts
    /// generic arguments and parameters off.
    /// </param>
    public int AddFunction(string name, string systemName = "", string fileName = "", long startLine = 0) =>
        AddFunction(new FunctionInfo(name, systemName == name ? "" : systemName, fileName, startLine));

    /// <param name="mapping">What AddMapping returned, or <see cref="LocationInfo.NoMapping"/>.</param>
    /// <param name="address">Of a caller, an address inside the call: the return address less one.</param>
    /// <param name="lines">Innermost inlined function first.</param>
    public int AddLocation(int mapping, ulong address, params ReadOnlySpan<Line> lines)
    {
        foreach (Line line in lines)
        {
            ThrowIfNotIndex(line.Function, _functions.Count, nameof(lines));
        }
        if (mapping != LocationInfo.NoMapping)
        {
            ThrowIfNotIndex(mapping, _mappings.Count, nameof(mapping));
        }
        return AddLocation(new LocationInfo(mapping, address, [.. lines]));
    }

    /// <param name="locationsLeafFirst">What AddLocation returned, innermost frame first.</param>
    /// <param name="labels">Kept: use one set for many samples.</param>
    /// <param name="values">One for each sample type of the kind, such as count and nanoseconds.</param>
    public void AddSample(ReadOnlySpan<int> locationsLeafFirst, LabelSet labels, params ReadOnlySpan<long> values) =>
        AddSample(AddStack(locationsLeafFirst), labels, values);

    /// <summary>A stack that samples are to be added of.</summary>
    /// <param name="locationsLeafFirst">What AddLocation returned, innermost frame first.</param>
    public int AddStack(ReadOnlySpan<int> locationsLeafFirst)
    {
        foreach (int location in locationsLeafFirst)
        {
            ThrowIfNotIndex(location, _locations.Count, nameof(locationsLeafFirst));
        }
        return InternStack(locationsLeafFirst);
    }

    /// <param name="stack">What AddStack returned.</param>
    /// <param name="labels">Kept: use one set for many samples.</param>
    /// <param name="values">One for each sample type of the kind, such as count and nanoseconds.</param>
    public void AddSample(int stack, LabelSet labels, params ReadOnlySpan<long> values)
    {
        Check(stack, values);
        Add(_samples, _values, new SampleKey(stack, labels), values);
    }

    /// <summary>
    /// The same for a sample of whose stack and labels there is no other, which the caller vouches for: nothing is looked up.
    /// </summary>
    public void AddDifferentSample(int stack, LabelSet labels, params ReadOnlySpan<long> values)
    {
        Check(stack, values);
        // Most have the values of the one before: what a single sample stands for.
        if (!values.SequenceEqual(_latestValues.AsSpan()))
        {
            _latestValues = [.. values];
        }

        _different.Add(new Sample(ImmutableCollectionsMarshal.AsImmutableArray(_stacks[stack]), _latestValues, labels));
    }

    private void Check(int stack, ReadOnlySpan<long> values)
    {
        if (values.Length != _sampleTypes.Length)
        {
            throw new ArgumentException($"{values.Length} values for {_sampleTypes.Length} sample types.", nameof(values));
        }
        ThrowIfNotIndex(stack, _stacks.Count, nameof(stack));
    }

    private static void Add(
        InternTable<SampleKey> samples,
        List<long> sums,
        SampleKey sample,
        ReadOnlySpan<long> values)
    {
        int index = samples.Add(sample);
        if (index * values.Length == sums.Count)
        {
            sums.AddRange(values);
            return;
        }
        Span<long> own = CollectionsMarshal.AsSpan(sums).Slice(index * values.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            own[i] = Saturating.Add(own[i], values[i]);
        }
    }

    /// <summary>The profile so far; the builder can go on.</summary>
    public Profile Build() => Build([.. SamplesWithLabels(_samples.Items, _values), .. _different]);

    /// <summary>The same with other labels; samples whose labels become equal are added up.</summary>
    /// <param name="relabel">Asked once for each set that samples were added with.</param>
    public Profile Build(Func<LabelSet, LabelSet> relabel)
    {
        Dictionary<LabelSet, LabelSet> labelSets = [];
        InternTable<SampleKey> samples = new();
        List<long> values = [];
        for (int i = 0; i < _samples.Count; i++)
        {
            (int stack, LabelSet before) = _samples.Items[i];
            if (!labelSets.TryGetValue(before, out LabelSet? labels))
            {
                labels = relabel(before);
                labelSets.Add(before, labels);
            }

            Add(samples, values, new SampleKey(stack, labels), ValuesOf(_values, i));
        }

        foreach (Sample sample in _different)
        {
            Add(samples, values, new SampleKey(InternStack(sample.Locations.AsSpan()), relabel(sample.Labels)), sample.Values.AsSpan());
        }

        return Build(SamplesWithLabels(samples.Items, values));
    }

    private Profile Build(ImmutableArray<Sample> samples)
    {
        long start = ToUnixNanos(Start);
        return new Profile
        {
            SampleTypes = _sampleTypes,
            Samples = samples,
            Mappings = _mappings.ToImmutable(),
            Locations = _locations.ToImmutable(),
            Functions = _functions.ToImmutable(),
            PeriodType = _periodType,
            Period = Period,
            TimeNanos = start,
            DurationNanos = Math.Max(0, ToUnixNanos(End) - start),
            Comments = _comments.ToImmutable(),
        };
    }

    internal int AddFunction(FunctionInfo function) => _functions.Add(function);

    internal int AddLocation(LocationInfo location) => _locations.Add(location);

    private int InternStack(ReadOnlySpan<int> locations)
    {
        var lookup = _stackIndexes.GetAlternateLookup<ReadOnlySpan<int>>();
        if (!lookup.TryGetValue(locations, out int index))
        {
            index = _stacks.Count;
            int[] stack = locations.ToArray();
            _stackIndexes.Add(stack, index);
            _stacks.Add(stack);
        }
        return index;
    }

    private ImmutableArray<Sample> SamplesWithLabels(IReadOnlyList<SampleKey> samples, List<long> values)
    {
        var built = ImmutableArray.CreateBuilder<Sample>(samples.Count);
        for (int i = 0; i < samples.Count; i++)
        {
            (int stack, LabelSet labels) = samples[i];
            ImmutableArray<int> locations = ImmutableCollectionsMarshal.AsImmutableArray(_stacks[stack]);
            built.Add(new Sample(locations, [.. ValuesOf(values, i)], labels));
        }
        return built.MoveToImmutable();
    }

    private ReadOnlySpan<long> ValuesOf(List<long> values, int sample) =>
        CollectionsMarshal.AsSpan(values).Slice(sample * _sampleTypes.Length, _sampleTypes.Length);

    private static long ToUnixNanos(DateTimeOffset time)
    {
        // The format's 64 bits of nanoseconds end in the year 2262, the type's in 9999.
        const long maxTicks = long.MaxValue / TimeSpan.NanosecondsPerTick;
        return Math.Clamp((time - DateTimeOffset.UnixEpoch).Ticks, 0, maxTicks) * TimeSpan.NanosecondsPerTick;
    }

    private static void ThrowIfNotIndex(int index, int count, string parameter)
    {
        if ((uint)index >= (uint)count)
        {
            throw new ArgumentOutOfRangeException(parameter, index, "Not an index that this builder has returned.");
        }
    }

    // A record, and not a tuple, whose hash is several times as dear.
    private readonly record struct SampleKey(int Stack, LabelSet Labels);
}
