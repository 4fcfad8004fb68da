using System.Reflection.Metadata;

namespace Clrscope.Symbols.Managed;

/// <summary>What the types around a method tell of its name.</summary>
/// <param name="Simple">Name of the innermost type that a programmer wrote, without generic parameters.</param>
/// <param name="ClosureGenerics">
/// Generic parameters of the types that hold captured variables: they are those of the method that captures.
/// </param>
/// <param name="IsPlain">Whether the metadata has the same types.</param>
internal readonly record struct TypePath(string Simple, string ClosureGenerics, bool IsPlain);

/// <summary>Formats the types that a method is in.</summary>
/// <param name="reader">The metadata.</param>
/// <param name="limits">Bounds on nesting.</param>
/// <param name="name">Where the types go.</param>
/// <param name="hidesClosure">Whether the innermost type is passed over if it holds captured variables.</param>
internal sealed class TypePathFormatter(MetadataReader reader, SymbolLimits limits, NameBuilder name, bool hidesClosure)
{
    /// <summary>Appends the types with their namespace and generic parameters, and a dot.</summary>
    public TypePath Append(TypeDefinitionHandle type, IReadOnlyList<string?> arguments)
    {
        List<TypeLevel> levels = TypeChain.Of(reader, type, limits.MaxTypeDepth);
        if (levels.Count == 0)
        {
            throw new BadImageFormatException("a method without a type");
        }

        if (!levels[0].Namespace.IsNil)
        {
            name.Append(levels[0].Namespace);
            name.Append('.');
        }

        var path = new TypePath("", "", IsPlain: true);
        int inherited = 0;
        for (int i = 0; i < levels.Count; i++)
        {
            // A nested type repeats the parameters of the types around it before its own.
            var generics = new GenericList(reader.GetTypeDefinition(levels[i].Definition).GetGenericParameters(), arguments);
            path = AppendLevel(path, levels[i], generics, inherited, isHidden: hidesClosure || i < levels.Count - 1);
            inherited = generics.Count;
        }

        return path;
    }

    private TypePath AppendLevel(TypePath path, TypeLevel level, GenericList generics, int inherited, bool isHidden)
    {
        string simple = name.ReadTypeName(level.Name).Name;
        CompilerName parsed = CompilerName.Parse(simple);
        switch (parsed.Kind)
        {
            case CompilerNameKind.Closure when isHidden && path.Simple.Length > 0:
                int start = name.Length;
                generics.AppendList(name, reader, inherited, generics.Count);
                return path with { ClosureGenerics = path.ClosureGenerics + name.CutFrom(start), IsPlain = false };

            case CompilerNameKind.StateMachine when path.Simple.Length > 0:
                simple = SourceNames.Of(parsed.Outer, path.Simple, path.ClosureGenerics);
                path = path with { IsPlain = false };
                break;

            case CompilerNameKind.FileLocalType:
                path = path with { IsPlain = false };
                simple = parsed.Inner;
                break;
        }

        name.Append(simple);
        generics.AppendList(name, reader, inherited, generics.Count);
        name.Append('.');
        return path with { Simple = simple };
    }
}
