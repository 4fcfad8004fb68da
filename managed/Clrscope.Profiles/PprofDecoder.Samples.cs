using System.Runtime.InteropServices;

namespace Clrscope.Profiles;

/// <summary>The messages of samples and their types.</summary>
internal sealed partial class PprofDecoder
{
    private readonly List<ulong> _values = [];
    private readonly List<Label> _labels = [];
    private int _frames;

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
}
