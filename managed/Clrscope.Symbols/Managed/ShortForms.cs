namespace Clrscope.Symbols.Managed;

/// <summary>Generic types for which C# has a notation of its own.</summary>
internal static class ShortForms
{
    private const string Tuple = "System.ValueTuple`";

    /// <summary>A longer tuple nests the rest of it in its last argument.</summary>
    private const int MaxTuple = 7;

    /// <summary>Such as <c>int?</c> and <c>(int, string)</c>; null if there is none.</summary>
    public static string? Write(string fullName, IReadOnlyList<string?> arguments)
    {
        if (fullName == "System.Nullable`1" && arguments is [{ } underlying])
        {
            return underlying + "?";
        }

        bool isTuple = fullName.StartsWith(Tuple, StringComparison.Ordinal) && arguments.Count is > 1 and <= MaxTuple;
        return isTuple ? $"({string.Join(", ", arguments.Select(argument => argument ?? "_"))})" : null;
    }
}
