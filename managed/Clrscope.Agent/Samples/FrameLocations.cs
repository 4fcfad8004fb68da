using Clrscope.Profiles;
using Clrscope.Symbols;

namespace Clrscope.Agent.Samples;

/// <summary>The locations in one profile that stand for resolved frames.</summary>
internal sealed class FrameLocations(ProfileBuilder builder)
{
    private readonly Dictionary<ResolvedFrame, int> _locations = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<SymbolModule, int> _mappings = new(ReferenceEqualityComparer.Instance);

    /// <summary>The location of a frame.</summary>
    public int IndexOf(ResolvedFrame frame)
    {
        if (!_locations.TryGetValue(frame, out int location))
        {
            int function = builder.AddFunction(frame.Name, frame.SystemName, frame.FileName, frame.StartLine);
            int mapping = frame.Module is null ? LocationInfo.NoMapping : MappingOf(frame.Module);
            location = builder.AddLocation(mapping, frame.Address, new Line(function, frame.Line));
            _locations.Add(frame, location);
        }

        return location;
    }

    private int MappingOf(SymbolModule module)
    {
        if (!_mappings.TryGetValue(module, out int mapping))
        {
            mapping = builder.AddMapping(MappingInfo.Symbolized(
                module.Start, module.Limit, module.FileOffset, module.Path, module.BuildId, module.HasLines));
            _mappings.Add(module, mapping);
        }

        return mapping;
    }
}
