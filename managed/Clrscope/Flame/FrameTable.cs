using System.Globalization;
using Clrscope.Profiles;

namespace Clrscope.CommandLine.Flame;

/// <summary>A box of the graph.</summary>
/// <param name="Module">File name of the module without its folders; "" if unknown.</param>
internal readonly record struct Frame(string Name, string Module, FrameKind Kind);

/// <summary>The different frames of a profile, and which of them each of its locations stands for.</summary>
internal sealed class FrameTable(Profile profile)
{
    private readonly Dictionary<Frame, int> _indexes = [];
    private readonly List<Frame> _frames = [];
    private readonly int[]?[] _byLocation = new int[]?[profile.Locations.Length];

    public IReadOnlyList<Frame> Frames => _frames;

    public int Add(Frame frame)
    {
        if (!_indexes.TryGetValue(frame, out int index))
        {
            index = _frames.Count;
            _indexes.Add(frame, index);
            _frames.Add(frame);
        }

        return index;
    }

    /// <summary>Indexes into <see cref="Frames"/>, outermost first: several where calls were inlined.</summary>
    public ReadOnlySpan<int> OfLocation(int location) => _byLocation[location] ??= Resolve(profile.Locations[location]);

    private int[] Resolve(LocationInfo location)
    {
        MappingInfo? mapping = location.Mapping == LocationInfo.NoMapping ? null : profile.Mappings[location.Mapping];
        string module = mapping is null ? "" : Path.GetFileName(mapping.FileName);
        if (location.Lines.IsEmpty)
        {
            return [Add(NameFrame(AddressName(location, mapping, module), module))];
        }

        var frames = new int[location.Lines.Length];
        for (int i = 0; i < frames.Length; i++)
        {
            FunctionInfo function = profile.Functions[location.Lines[^(i + 1)].Function];
            frames[i] = Add(NameFrame(function.Name.Length > 0 ? function.Name : function.SystemName, module));
        }

        return frames;
    }

    private static Frame NameFrame(string name, string module) => new(name, module, FrameClassifier.Classify(name, module));

    private static string AddressName(LocationInfo location, MappingInfo? mapping, string module) =>
        mapping is not null && module.Length > 0 && location.Address >= mapping.Start
            ? string.Create(CultureInfo.InvariantCulture, $"{module}+0x{location.Address - mapping.Start + mapping.FileOffset:x}")
            : string.Create(CultureInfo.InvariantCulture, $"0x{location.Address:x}");
}
