namespace Clrscope.Symbols.Managed;

/// <summary>A method that a property or an event consists of.</summary>
/// <param name="Member">The property or event.</param>
/// <param name="Part">get, set, add or remove.</param>
internal readonly record struct AccessorName(string Member, string Part)
{
    private static readonly string[] Parts = ["get", "set", "add", "remove"];

    /// <summary>Null if the name is not one that an accessor has.</summary>
    public static AccessorName? Parse(string method)
    {
        foreach (string part in Parts)
        {
            if (method.Length > part.Length + 1
                && method[part.Length] == '_'
                && method.StartsWith(part, StringComparison.Ordinal))
            {
                return new AccessorName(method[(part.Length + 1)..], part);
            }
        }

        return null;
    }

    public override string ToString() => $"{Member}.{Part}";
}
