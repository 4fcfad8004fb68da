using System.Reflection.Metadata;

namespace Clrscope.Symbols.Managed;

/// <summary>One type of a chain of nested ones.</summary>
/// <param name="Definition">Nil where the type belongs to another assembly.</param>
internal readonly record struct TypeLevel(StringHandle Namespace, StringHandle Name, TypeDefinitionHandle Definition);

/// <summary>The types that a type is nested in, and itself.</summary>
internal static class TypeChain
{
    /// <summary>From the outermost to <paramref name="type"/>, which is a definition or a reference.</summary>
    public static List<TypeLevel> Of(MetadataReader reader, EntityHandle type, int maxDepth)
    {
        var levels = new List<TypeLevel>();
        for (EntityHandle next = type; !next.IsNil;)
        {
            if (levels.Count == maxDepth)
            {
                throw new BadImageFormatException("types are nested too deeply");
            }

            (TypeLevel level, next) = Read(reader, next);
            levels.Add(level);
        }

        levels.Reverse();
        return levels;
    }

    private static (TypeLevel Level, EntityHandle Outer) Read(MetadataReader reader, EntityHandle type)
    {
        switch (type.Kind)
        {
            case HandleKind.TypeDefinition:
                var handle = (TypeDefinitionHandle)type;
                TypeDefinition definition = reader.GetTypeDefinition(handle);
                return (new TypeLevel(definition.Namespace, definition.Name, handle), definition.GetDeclaringType());

            case HandleKind.TypeReference:
                TypeReference reference = reader.GetTypeReference((TypeReferenceHandle)type);
                EntityHandle scope = reference.ResolutionScope;
                return (
                    new TypeLevel(reference.Namespace, reference.Name, default),
                    scope.Kind == HandleKind.TypeReference ? scope : default);

            default:
                throw new BadImageFormatException("neither a type's definition nor a reference to one");
        }
    }
}
