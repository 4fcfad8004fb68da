using System.Text;

namespace Clrscope.Profiles;

/// <summary>
/// One decoding of one profile. The fields of a message may come in any order, so the tables are read in the order in which
/// they refer to each other, one pass over the top-level fields for each. Throws <see cref="InvalidDataException"/>.
/// </summary>
internal sealed partial class PprofDecoder(PprofLimits limits)
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
    private int _entries;

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
            throw new InvalidDataException(
                $"it has {_sampleTypes.Count} sample types, at most {limits.MaxSampleTypes} are accepted");
        }
        CountEntries(_numbers.Count);
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

    private string Text(ulong index) =>
        index < (ulong)_strings.Count ? _strings[(int)index] : throw new InvalidDataException($"there is no string {index}");

    private void CountEntry() => CountEntries(1);

    private void CountEntries(int count)
    {
        _entries += count;
        if (_entries > limits.MaxEntries)
        {
            throw new InvalidDataException($"it has more than {limits.MaxEntries} entries");
        }
    }
}
