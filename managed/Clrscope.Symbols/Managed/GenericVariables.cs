using System.Reflection.Metadata;

namespace Clrscope.Symbols.Managed;

/// <summary>The generic parameters of a type or of a method, with the arguments that stand for them.</summary>
/// <param name="Parameters">Of a type, those of the types around it first.</param>
/// <param name="Arguments">Null where an argument is not known; empty if none is.</param>
internal readonly record struct GenericList(GenericParameterHandleCollection Parameters, IReadOnlyList<string?> Arguments)
{
    public int Count => Parameters.Count;

    /// <summary>Appends the argument, or the parameter's own name where the code is shared by many arguments.</summary>
    public void Append(NameBuilder name, MetadataReader reader, int index)
    {
        if (index >= Parameters.Count)
        {
            throw new BadImageFormatException("a generic variable without a parameter");
        }

        if (index < Arguments.Count && Arguments[index] is { } argument)
        {
            name.Append(argument);
        }
        else
        {
            name.Append(reader.GetGenericParameter(Parameters[index]).Name);
        }
    }

    /// <summary>Appends [first, end) in angle brackets, nothing if that is empty.</summary>
    public void AppendList(NameBuilder name, MetadataReader reader, int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            name.Append(i == first ? "<" : ", ");
            Append(name, reader, i);
        }

        name.Append(first < end ? ">" : "");
    }
}

/// <summary>What the numbers of generic variables in a signature refer to.</summary>
internal readonly record struct GenericVariables(GenericList OfType, GenericList OfMethod);
