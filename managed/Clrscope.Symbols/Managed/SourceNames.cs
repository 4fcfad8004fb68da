namespace Clrscope.Symbols.Managed;

/// <summary>Turns the metadata names of methods into what the source has, as far as the name alone tells.</summary>
internal static class SourceNames
{
    private const int MaxNesting = 8;

    /// <summary>
    /// Of a method that another one was made from: <c>Total</c>, <c>Name.get</c>, <c>Outer.Local</c>, <c>Outer.lambda</c>.
    /// </summary>
    /// <param name="method">The name in the metadata.</param>
    /// <param name="type">Simple name of the declaring type.</param>
    /// <param name="generics">Stands behind the outermost method, such as <c>&lt;T&gt;</c> or "".</param>
    public static string Of(string method, string type, string generics = "") => Of(method, type, generics, MaxNesting);

    private static string Of(string method, string type, string generics, int depth)
    {
        CompilerName name = depth > 0 ? CompilerName.Parse(method) : default;
        return name.Kind switch
        {
            CompilerNameKind.Lambda => Of(name.Outer, type, generics, depth - 1) + ".lambda",
            CompilerNameKind.LocalFunction => $"{Of(name.Outer, type, generics, depth - 1)}.{name.Inner}",
            CompilerNameKind.StateMachine => Of(name.Outer, type, generics, depth - 1),
            CompilerNameKind.TopLevelStatements => name.Outer,
            _ => OfMember(method, type) + generics,
        };
    }

    private static string OfMember(string method, string type) => method switch
    {
        ".ctor" => type,
        ".cctor" => $"static {type}",
        _ when OperatorNames.Operator(method) is { } symbol => symbol,
        _ when OperatorNames.Conversion(method) is { } conversion => conversion.TrimEnd(),
        _ when InterfaceEnd(method) is var end and > 0 => $"{method[..end]}.{OfMember(method[(end + 1)..], type)}",
        _ => AccessorName.Parse(method)?.ToString() ?? method,
    };

    /// <summary>Where the interface of an explicit implementation ends; 0 or less if there is none.</summary>
    public static int InterfaceEnd(string method) => method.LastIndexOf('.');
}
