using System.Collections.Immutable;
using System.Globalization;

namespace Clrscope.Profiles;

/// <summary>
/// The frames of a profile by name: what the tables and graphs show. Inlined functions are frames of their own; a location
/// without symbols is named by its place in its file.
/// </summary>
internal sealed class FrameTable
{
    private readonly InternTable<string> _names = new();
    private readonly int[][] _framesOfLocation;

    internal FrameTable(Profile profile) =>
        _framesOfLocation = [.. profile.Locations.Select(location => Frames(profile, location))];

    internal IReadOnlyList<string> Names => _names.Items;

    internal int Intern(string name) => _names.Add(name);

    /// <summary>Frames at a location as indexes into <see cref="Names"/>, innermost first; at least one.</summary>
    internal ReadOnlySpan<int> FramesOf(int location) => _framesOfLocation[location];

    private int[] Frames(Profile profile, LocationInfo location)
    {
        ImmutableArray<Line> lines = location.Lines;
        return lines.IsEmpty
            ? [_names.Add(PlaceOf(profile, location))]
            : [.. lines.Select(line => _names.Add(NameOf(profile, location, profile.Functions[line.Function])))];
    }

    private static string NameOf(Profile profile, LocationInfo location, FunctionInfo function) =>
        function.Name.Length != 0 ? function.Name
        : function.SystemName.Length != 0 ? function.SystemName
        : PlaceOf(profile, location);

    private static string PlaceOf(Profile profile, LocationInfo location)
    {
        if (location.Mapping == LocationInfo.NoMapping)
        {
            return string.Create(CultureInfo.InvariantCulture, $"0x{location.Address:x}");
        }
        MappingInfo mapping = profile.Mappings[location.Mapping];
        ulong offset = unchecked(location.Address - mapping.Start + mapping.FileOffset);
        return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(mapping.FileName)}+0x{offset:x}");
    }
}
