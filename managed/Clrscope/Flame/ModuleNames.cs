using Clrscope.Profiles;

namespace Clrscope.CommandLine.Flame;

/// <summary>Which module a profile's functions are in. A name that several modules have counts for the first of them.</summary>
internal sealed class ModuleNames
{
    private readonly Dictionary<string, string> _byFunction = [];

    public ModuleNames(Profile profile)
    {
        foreach (LocationInfo location in profile.Locations)
        {
            if (location.Mapping != LocationInfo.NoMapping)
            {
                string module = Path.GetFileName(profile.Mappings[location.Mapping].FileName);
                foreach (Line line in location.Lines)
                {
                    _byFunction.TryAdd(profile.Functions[line.Function].Name, module);
                }
            }
        }
    }

    /// <summary>The file name without folders; "" if unknown.</summary>
    public string Of(string function)
    {
        if (_byFunction.TryGetValue(function, out string? module))
        {
            return module;
        }

        // A place without a symbol is named by its module: libcoreclr.so+0x1234.
        int offset = function.LastIndexOf("+0x", StringComparison.Ordinal);
        return offset > 0 ? function[..offset] : "";
    }
}
