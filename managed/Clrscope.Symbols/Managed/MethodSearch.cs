using System.Reflection.Metadata;

namespace Clrscope.Symbols.Managed;

/// <summary>
/// Recognises a method by what the name of its state machine tells. The name of a type may not hold a dot: those of explicit
/// implementations of interfaces have dashes in their place.
/// </summary>
internal struct MethodSearch(MetadataReader reader, string name)
{
    /// <summary>Names that are read as a whole; hostile metadata could have any number of enormous ones.</summary>
    private const int MaxRead = 64;

    private readonly string _beforeDash = name.Split('-')[0];
    private int _read;

    public bool Matches(StringHandle handle)
    {
        if (reader.StringComparer.Equals(handle, name))
        {
            return true;
        }

        return _beforeDash.Length < name.Length
            && reader.StringComparer.StartsWith(handle, _beforeDash)
            && _read++ < MaxRead
            && reader.GetBlobReader(handle).Length < 2 * name.Length
            && reader.GetString(handle).Replace('.', '-') == name.Replace('.', '-');
    }
}
