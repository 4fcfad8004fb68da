using System.Reflection.Metadata;

namespace Clrscope.Symbols.Managed;

/// <summary>
/// Formats one method as <c>Namespace.Outer.Nested&lt;T&gt;.Method&lt;U&gt;(string, ref int)</c>. Names that the compiler made up
/// are kept as they are. Throws what <see cref="MetadataErrors"/> lists if the metadata is corrupt.
/// </summary>
internal sealed class MethodNameFormatter(MetadataReader reader, SymbolLimits limits)
{
    private readonly NameBuilder _name = new(reader, limits.MaxNameLength);

    public string Format(MethodDefinitionHandle handle)
    {
        MethodDefinition method = reader.GetMethodDefinition(handle);
        TypeDefinitionHandle type = method.GetDeclaringType();
        AppendDeclaringType(type);
        _name.Append('.');
        _name.Append(method.Name);
        GenericParameterHandleCollection methodParameters = method.GetGenericParameters();
        AppendParameters(methodParameters, 0);

        int nameEnd = _name.Length;
        try
        {
            var variables = new GenericVariables(reader.GetTypeDefinition(type).GetGenericParameters(), methodParameters);
            new ParameterListFormatter(reader, limits, _name, variables).Append(method);
        }
        catch (Exception e) when (MetadataErrors.MayComeFrom(e))
        {
            _name.CutFrom(nameEnd);
            return _name + "(?)";
        }

        return _name.ToString();
    }

    private void AppendDeclaringType(TypeDefinitionHandle type)
    {
        List<TypeLevel> levels = TypeChain.Of(reader, type, limits.MaxTypeDepth);
        if (levels.Count == 0)
        {
            throw new BadImageFormatException("a method without a type");
        }

        if (!levels[0].Namespace.IsNil)
        {
            _name.Append(levels[0].Namespace);
            _name.Append('.');
        }

        int inherited = 0;
        for (int i = 0; i < levels.Count; i++)
        {
            if (i > 0)
            {
                _name.Append('.');
            }

            _name.AppendWithoutArity(levels[i].Name);

            // A nested type repeats the parameters of the types around it before its own.
            GenericParameterHandleCollection parameters = reader.GetTypeDefinition(levels[i].Definition).GetGenericParameters();
            AppendParameters(parameters, inherited);
            inherited = parameters.Count;
        }
    }

    private void AppendParameters(GenericParameterHandleCollection parameters, int first)
    {
        if (first >= parameters.Count)
        {
            return;
        }

        for (int i = first; i < parameters.Count; i++)
        {
            _name.Append(i == first ? "<" : ", ");
            _name.Append(reader.GetGenericParameter(parameters[i]).Name);
        }

        _name.Append('>');
    }
}
