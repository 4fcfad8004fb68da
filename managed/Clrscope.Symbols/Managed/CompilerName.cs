namespace Clrscope.Symbols.Managed;

/// <summary>What a name that the C# compiler made up stands for.</summary>
internal enum CompilerNameKind
{
    /// <summary>A programmer wrote it, or its form is not known.</summary>
    None,

    /// <summary>A type that holds lambdas and what they capture.</summary>
    Closure,

    /// <summary>The type that an async method or an iterator was turned into.</summary>
    StateMachine,

    Lambda,

    LocalFunction,

    /// <summary>The method that top-level statements are in.</summary>
    TopLevelStatements,

    /// <summary>A type with the modifier <c>file</c>.</summary>
    FileLocalType,
}

/// <summary>
/// A name of the form <c>&lt;Outer&gt;suffix</c>, which the compiler gives to what has no name in the source (Roslyn,
/// GeneratedNames).
/// </summary>
/// <param name="Outer">The method that it was made for; it may be such a name itself.</param>
/// <param name="Inner">The name in the source, of local functions and file-local types; else "".</param>
internal readonly record struct CompilerName(CompilerNameKind Kind, string Outer, string Inner = "")
{
    /// <summary>Hexadecimal digits of the hash of the file's path.</summary>
    private const int FileHashLength = 64;

    /// <param name="name">Without the arity of generic types.</param>
    public static CompilerName Parse(string name)
    {
        int end = OuterEnd(name);
        if (end < 0)
        {
            return default;
        }

        string outer = name[1..end];
        string suffix = name[(end + 1)..];
        return suffix switch
        {
            "c" when outer.Length == 0 => new CompilerName(CompilerNameKind.Closure, ""),
            ['c', '_', '_', ..] when outer.Length == 0 => new CompilerName(CompilerNameKind.Closure, ""),
            _ when outer.Length == 0 => default,
            "$" when outer == "Main" => new CompilerName(CompilerNameKind.TopLevelStatements, "Main"),
            "d" or ['d', '_', '_', ..] => new CompilerName(CompilerNameKind.StateMachine, outer),
            ['b', '_', '_', ..] => new CompilerName(CompilerNameKind.Lambda, outer),
            ['g', '_', '_', .. var local] => new CompilerName(CompilerNameKind.LocalFunction, outer, local.Split('|')[0]),
            ['F', .. var rest] when IsFileLocal(rest) =>
                new CompilerName(CompilerNameKind.FileLocalType, "", rest[(FileHashLength + 2)..]),
            _ => default,
        };
    }

    private static bool IsFileLocal(string rest) =>
        rest.Length > FileHashLength + 2 &&
        rest.AsSpan(FileHashLength, 2).SequenceEqual("__") &&
        rest.Take(FileHashLength).All(char.IsAsciiHexDigit);

    /// <summary>Index of the bracket that closes the first one; -1 if the name does not begin with one.</summary>
    private static int OuterEnd(string name)
    {
        int depth = 0;
        for (int i = 0; i < name.Length; i++)
        {
            depth += name[i] switch { '<' => 1, '>' => -1, _ => 0 };
            if (depth == 0)
            {
                return i > 0 ? i : -1;
            }
        }

        return -1;
    }
}
