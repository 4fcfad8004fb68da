using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Clrscope.Profiles;

/// <summary>
/// One encoding of one profile. Ids are indexes plus one. Strings are collected on the way and follow last, so that the
/// rest can be written out in pieces.
/// </summary>
internal sealed class PprofEncoder(Stream output)
{
    private const int FlushBytes = 64 * 1024;

    /// <summary>Stacks, and sets of labels, whose fields are kept for the next sample that has them.</summary>
    private const int MaxKept = 64 * 1024;

    private readonly ProtoWriter _profile = new();
    private readonly ProtoWriter _message = new();
    private readonly ProtoWriter _nested = new();
    private readonly ProtoWriter _fields = new();
    private readonly InternTable<string> _strings = new();
    private readonly Dictionary<int[], byte[]> _stacks = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<LabelSet, byte[]> _labelSets = [];
    private ulong[] _ids = new ulong[64];

    internal void Encode(Profile profile)
    {
        _strings.Add("");
        foreach (SampleType type in profile.SampleTypes)
        {
            Type(ProfileField.SampleType, type);
        }
        foreach (Sample sample in profile.Samples)
        {
            Sample(sample);
        }
        for (int i = 0; i < profile.Mappings.Length; i++)
        {
            Mapping(i, profile.Mappings[i]);
        }
        for (int i = 0; i < profile.Locations.Length; i++)
        {
            Location(i, profile.Locations[i]);
        }
        for (int i = 0; i < profile.Functions.Length; i++)
        {
            Function(i, profile.Functions[i]);
        }
        Properties(profile);
        foreach (string text in _strings.Items)
        {
            _profile.String(ProfileField.StringTable, text);
            FlushIfLarge();
        }
        Flush();
    }

    private void Properties(Profile profile)
    {
        _profile.Number(ProfileField.DropFrames, Index(profile.DropFrames));
        _profile.Number(ProfileField.KeepFrames, Index(profile.KeepFrames));
        _profile.Number(ProfileField.TimeNanos, profile.TimeNanos);
        _profile.Number(ProfileField.DurationNanos, profile.DurationNanos);
        if (profile.PeriodType is { } periodType)
        {
            Type(ProfileField.PeriodType, periodType);
        }
        _profile.Number(ProfileField.Period, profile.Period);
        _profile.Packed(ProfileField.Comment, [.. profile.Comments.Select(Index)]);
        _profile.Number(ProfileField.DefaultSampleType, Index(profile.DefaultSampleType));
        _profile.Number(ProfileField.DocUrl, Index(profile.DocUrl));
    }

    private void Type(int field, SampleType type)
    {
        _message.Number(ValueTypeField.Type, Index(type.Type));
        _message.Number(ValueTypeField.Unit, Index(type.Unit));
        Finish(field);
    }

    private void Sample(Sample sample)
    {
        _message.Fields(Stack(sample.Locations));
        _message.Packed(SampleField.Value, MemoryMarshal.Cast<long, ulong>(sample.Values.AsSpan()));
        _message.Fields(Labels(sample.Labels));
        Finish(ProfileField.Sample);
    }

    private ReadOnlySpan<byte> Stack(ImmutableArray<int> locations)
    {
        int[] key = ImmutableCollectionsMarshal.AsArray(locations)!;
        if (!_stacks.TryGetValue(key, out byte[]? fields))
        {
            _fields.Clear();
            _fields.Packed(SampleField.LocationId, Ids(locations));
            if (_stacks.Count == MaxKept)
            {
                return _fields.Written;
            }
            _stacks.Add(key, fields = _fields.Written.ToArray());
        }
        return fields;
    }

    private ReadOnlySpan<byte> Labels(LabelSet labels)
    {
        if (!_labelSets.TryGetValue(labels, out byte[]? fields))
        {
            _fields.Clear();
            for (int i = 0; i < labels.Count; i++)
            {
                Label label = labels[i];
                _nested.Number(LabelField.Key, Index(label.Key));
                _nested.Number(LabelField.Text, Index(label.Text));
                _nested.Number(LabelField.Number, label.Number);
                _nested.Number(LabelField.NumberUnit, Index(label.Unit));
                _fields.Message(SampleField.Label, _nested);
                _nested.Clear();
            }
            if (_labelSets.Count == MaxKept)
            {
                return _fields.Written;
            }
            _labelSets.Add(labels, fields = _fields.Written.ToArray());
        }
        return fields;
    }

    private void Mapping(int index, MappingInfo mapping)
    {
        _message.Number(MappingField.Id, Id(index));
        _message.Number(MappingField.Start, mapping.Start);
        _message.Number(MappingField.Limit, mapping.Limit);
        _message.Number(MappingField.FileOffset, mapping.FileOffset);
        _message.Number(MappingField.FileName, Index(mapping.FileName));
        _message.Number(MappingField.BuildId, Index(mapping.BuildId));
        _message.Flag(MappingField.HasFunctions, mapping.HasFunctions);
        _message.Flag(MappingField.HasFileNames, mapping.HasFileNames);
        _message.Flag(MappingField.HasLineNumbers, mapping.HasLineNumbers);
        _message.Flag(MappingField.HasInlineFrames, mapping.HasInlineFrames);
        Finish(ProfileField.Mapping);
    }

    private void Location(int index, LocationInfo location)
    {
        _message.Number(LocationField.Id, Id(index));
        _message.Number(LocationField.MappingId, Id(location.Mapping));
        _message.Number(LocationField.Address, location.Address);
        foreach (Line line in location.Lines)
        {
            _nested.Number(LineField.FunctionId, Id(line.Function));
            _nested.Number(LineField.LineNumber, line.LineNumber);
            _nested.Number(LineField.Column, line.Column);
            FinishNested(LocationField.Line);
        }
        _message.Flag(LocationField.IsFolded, location.IsFolded);
        Finish(ProfileField.Location);
    }

    private void Function(int index, FunctionInfo function)
    {
        _message.Number(FunctionField.Id, Id(index));
        _message.Number(FunctionField.Name, Index(function.Name));
        _message.Number(FunctionField.SystemName, Index(function.SystemName));
        _message.Number(FunctionField.FileName, Index(function.FileName));
        _message.Number(FunctionField.StartLine, function.StartLine);
        Finish(ProfileField.Function);
    }

    private ulong Index(string text) => (ulong)_strings.Add(text);

    private ReadOnlySpan<ulong> Ids(ImmutableArray<int> indexes)
    {
        if (_ids.Length < indexes.Length)
        {
            _ids = new ulong[indexes.Length];
        }
        for (int i = 0; i < indexes.Length; i++)
        {
            _ids[i] = Id(indexes[i]);
        }
        return _ids.AsSpan(0, indexes.Length);
    }

    /// <summary>0, which stands for none, where the index is <see cref="LocationInfo.NoMapping"/>.</summary>
    private static ulong Id(int index) => (ulong)(index + 1);

    private void Finish(int field)
    {
        _profile.Message(field, _message);
        _message.Clear();
        FlushIfLarge();
    }

    private void FinishNested(int field)
    {
        _message.Message(field, _nested);
        _nested.Clear();
    }

    private void FlushIfLarge()
    {
        if (_profile.Length >= FlushBytes)
        {
            Flush();
        }
    }

    private void Flush()
    {
        output.Write(_profile.Written);
        _profile.Clear();
    }
}
