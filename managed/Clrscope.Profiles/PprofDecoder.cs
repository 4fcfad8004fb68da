using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Clrscope.Profiles;

/// <summary>
/// One decoding of one profile. The fields of a message may come in any order, so the tables are read in the order in which
/// they refer to each other, one pass over the top-level fields for each. Throws <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class PprofDecoder(PprofLimits limits)
{
    private readonly List<string> _strings = [];
    private readonly List<SampleType> _sampleTypes = [];
    private readonly List<MappingInfo> _mappings = [];
    private readonly List<FunctionInfo> _functions = [];
    private readonly List<LocationInfo> _locations = [];
    private readonly List<Sample> _samples = [];
    private readonly IdTable _mappingIds = new("mapping");
    private readonly IdTable _functionIds = new("function");
    private readonly IdTable _locationIds = new("location");
    private readonly List<ulong> _numbers = [];
    private readonly List<ulong> _values = [];
    private readonly List<Label> _labels = [];
    private readonly List<Line> _lines = [];
    private int _entries;
    private int _frames;

    internal Profile Decode(ReadOnlySpan<byte> data)
    {
        ReadStrings(data);
        Profile properties = ReadProperties(data);
        ReadLocations(data);
        ReadSamples(data);
        return properties with
        {
            SampleTypes = [.. _sampleTypes],
            Samples = [.. _samples],
            Mappings = [.. _mappings],
            Locations = [.. _locations],
            Functions = [.. _functions],
        };
    }

    private void ReadStrings(ReadOnlySpan<byte> data)
    {
        var reader = new ProtoReader(data);
        while (reader.Next())
        {
            if (reader.Field == ProfileField.StringTable)
            {
                CountEntry();
                _strings.Add(Encoding.UTF8.GetString(reader.Bytes()));
            }
            else
            {
                reader.Skip();
            }
        }
        if (_strings.Count == 0 || _strings[0].Length != 0)
        {
            throw new InvalidDataException("its table of strings does not start with an empty one");
        }
    }

    private Profile ReadProperties(ReadOnlySpan<byte> data)
    {
        var profile = new Profile();
        var reader = new ProtoReader(data);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case ProfileField.SampleType:
                    CountEntry();
                    _sampleTypes.Add(ReadType(reader.Bytes()));
                    break;
                case ProfileField.Mapping:
                    ReadMapping(reader.Bytes());
                    break;
                case ProfileField.Function:
                    ReadFunction(reader.Bytes());
                    break;
                case ProfileField.DropFrames:
                    profile = profile with { DropFrames = Text(reader.Number()) };
                    break;
                case ProfileField.KeepFrames:
                    profile = profile with { KeepFrames = Text(reader.Number()) };
                    break;
                case ProfileField.TimeNanos:
                    profile = profile with { TimeNanos = (long)reader.Number() };
                    break;
                case ProfileField.DurationNanos:
                    profile = profile with { DurationNanos = (long)reader.Number() };
                    break;
                case ProfileField.PeriodType:
                    profile = profile with { PeriodType = ReadType(reader.Bytes()) };
                    break;
                case ProfileField.Period:
                    profile = profile with { Period = (long)reader.Number() };
                    break;
                case ProfileField.Comment:
                    reader.Numbers(_numbers, limits.MaxEntries);
                    break;
                case ProfileField.DefaultSampleType:
                    profile = profile with { DefaultSampleType = Text(reader.Number()) };
                    break;
                case ProfileField.DocUrl:
                    profile = profile with { DocUrl = Text(reader.Number()) };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (_sampleTypes.Count > limits.MaxSampleTypes)
        {
            throw new InvalidDataException($"it has {_sampleTypes.Count} sample types, at most {limits.MaxSampleTypes} are accepted");
        }
        return profile with { Comments = [.. _numbers.Select(Text)] };
    }

    private void ReadLocations(ReadOnlySpan<byte> data)
    {
        var reader = new ProtoReader(data);
        while (reader.Next())
        {
            if (reader.Field == ProfileField.Location)
            {
                ReadLocation(reader.Bytes());
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadSamples(ReadOnlySpan<byte> data)
    {
        var reader = new ProtoReader(data);
        while (reader.Next())
        {
            if (reader.Field == ProfileField.Sample)
            {
                ReadSample(reader.Bytes());
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private SampleType ReadType(ReadOnlySpan<byte> message)
    {
        string type = "", unit = "";
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case ValueTypeField.Type:
                    type = Text(reader.Number());
                    break;
                case ValueTypeField.Unit:
                    unit = Text(reader.Number());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return new SampleType(type, unit);
    }

    private void ReadMapping(ReadOnlySpan<byte> message)
    {
        CountEntry();
        ulong id = 0, start = 0, limit = 0, offset = 0;
        string fileName = "", buildId = "";
        bool hasFunctions = false, hasFileNames = false, hasLineNumbers = false, hasInlineFrames = false;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case MappingField.Id:
                    id = reader.Number();
                    break;
                case MappingField.Start:
                    start = reader.Number();
                    break;
                case MappingField.Limit:
                    limit = reader.Number();
                    break;
                case MappingField.FileOffset:
                    offset = reader.Number();
                    break;
                case MappingField.FileName:
                    fileName = Text(reader.Number());
                    break;
                case MappingField.BuildId:
                    buildId = Text(reader.Number());
                    break;
                case MappingField.HasFunctions:
                    hasFunctions = reader.Flag();
                    break;
                case MappingField.HasFileNames:
                    hasFileNames = reader.Flag();
                    break;
                case MappingField.HasLineNumbers:
                    hasLineNumbers = reader.Flag();
                    break;
                case MappingField.HasInlineFrames:
                    hasInlineFrames = reader.Flag();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        _mappingIds.Add(id, _mappings.Count);
        _mappings.Add(new MappingInfo(start, limit, offset, fileName, buildId)
        {
            HasFunctions = hasFunctions,
            HasFileNames = hasFileNames,
            HasLineNumbers = hasLineNumbers,
            HasInlineFrames = hasInlineFrames,
        });
    }

    private void ReadFunction(ReadOnlySpan<byte> message)
    {
        CountEntry();
        ulong id = 0;
        string name = "", systemName = "", fileName = "";
        long startLine = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case FunctionField.Id:
                    id = reader.Number();
                    break;
                case FunctionField.Name:
                    name = Text(reader.Number());
                    break;
                case FunctionField.SystemName:
                    systemName = Text(reader.Number());
                    break;
                case FunctionField.FileName:
                    fileName = Text(reader.Number());
                    break;
                case FunctionField.StartLine:
                    startLine = (long)reader.Number();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        _functionIds.Add(id, _functions.Count);
        _functions.Add(new FunctionInfo(name, systemName, fileName, startLine));
    }

    private void ReadLocation(ReadOnlySpan<byte> message)
    {
        CountEntry();
        ulong id = 0, mappingId = 0, address = 0;
        bool isFolded = false;
        _lines.Clear();
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case LocationField.Id:
                    id = reader.Number();
                    break;
                case LocationField.MappingId:
                    mappingId = reader.Number();
                    break;
                case LocationField.Address:
                    address = reader.Number();
                    break;
                case LocationField.Line:
                    _lines.Add(ReadLine(reader.Bytes()));
                    break;
                case LocationField.IsFolded:
                    isFolded = reader.Flag();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        _locationIds.Add(id, _locations.Count);
        int mapping = mappingId == 0 ? LocationInfo.NoMapping : _mappingIds.Find(mappingId);
        _locations.Add(new LocationInfo(mapping, address, [.. _lines], isFolded));
    }

    private Line ReadLine(ReadOnlySpan<byte> message)
    {
        CountEntry();
        ulong functionId = 0;
        long lineNumber = 0, column = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case LineField.FunctionId:
                    functionId = reader.Number();
                    break;
                case LineField.LineNumber:
                    lineNumber = (long)reader.Number();
                    break;
                case LineField.Column:
                    column = (long)reader.Number();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return new Line(_functionIds.Find(functionId), lineNumber, column);
    }

    private void ReadSample(ReadOnlySpan<byte> message)
    {
        CountEntry();
        _numbers.Clear();
        _values.Clear();
        _labels.Clear();
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case SampleField.LocationId:
                    reader.Numbers(_numbers, limits.MaxFrames - _frames);
                    break;
                case SampleField.Value:
                    reader.Numbers(_values, _sampleTypes.Count);
                    break;
                case SampleField.Label:
                    _labels.Add(ReadLabel(reader.Bytes()));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (_values.Count != _sampleTypes.Count || _values.Count == 0)
        {
            throw new InvalidDataException($"a sample has {_values.Count} values for {_sampleTypes.Count} sample types");
        }
        _frames += _numbers.Count;
        _samples.Add(new Sample(
            [.. _numbers.Select(_locationIds.Find)],
            [.. MemoryMarshal.Cast<ulong, long>(CollectionsMarshal.AsSpan(_values))],
            LabelSet.CreateAny(CollectionsMarshal.AsSpan(_labels))));
    }

    private Label ReadLabel(ReadOnlySpan<byte> message)
    {
        CountEntry();
        string key = "", text = "", unit = "";
        long number = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case LabelField.Key:
                    key = Text(reader.Number());
                    break;
                case LabelField.Text:
                    text = Text(reader.Number());
                    break;
                case LabelField.Number:
                    number = (long)reader.Number();
                    break;
                case LabelField.NumberUnit:
                    unit = Text(reader.Number());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return new Label(key, text, number, unit);
    }

    private string Text(ulong index) =>
        index < (ulong)_strings.Count ? _strings[(int)index] : throw new InvalidDataException($"there is no string {index}");

    private void CountEntry()
    {
        if (++_entries > limits.MaxEntries)
        {
            throw new InvalidDataException($"it has more than {limits.MaxEntries} entries");
        }
    }
}
