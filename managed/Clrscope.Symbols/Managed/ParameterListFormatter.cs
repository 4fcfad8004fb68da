using System.Reflection;
using System.Reflection.Metadata;

namespace Clrscope.Symbols.Managed;

/// <summary>Formats the parameters of a method, with the modifiers that its source has.</summary>
internal sealed class ParameterListFormatter(
    MetadataReader reader, SymbolLimits limits, NameBuilder name, GenericVariables variables)
{
    public void Append(MethodDefinition method)
    {
        var types = new TypeFormatter(reader, limits, name, variables);
        BlobReader signature = reader.GetBlobReader(method.Signature);
        SignatureHeader header = signature.ReadSignatureHeader();
        if (header.IsGeneric)
        {
            signature.ReadCompressedInteger();
        }

        int count = signature.ReadCompressedInteger();
        int returnType = name.Length;
        types.Append(ref signature);
        name.CutFrom(returnType);

        name.Append('(');
        Dictionary<int, Parameter> declared = DeclaredParameters(method);
        for (int i = 1; i <= count; i++)
        {
            name.Append(i == 1 ? "" : ", ");
            bool isDeclared = declared.TryGetValue(i, out Parameter parameter);
            name.Append(i == count && isDeclared && IsParams(parameter) ? "params " : "");
            if (TypeFormatter.SkipToByRef(ref signature))
            {
                name.Append(ByRefModifier(isDeclared ? parameter.Attributes : ParameterAttributes.None));
            }

            types.Append(ref signature);
        }

        if (header.CallingConvention == SignatureCallingConvention.VarArgs)
        {
            name.Append(count == 0 ? "__arglist" : ", __arglist");
        }

        name.Append(')');
    }

    private static string ByRefModifier(ParameterAttributes attributes) =>
        (attributes & (ParameterAttributes.In | ParameterAttributes.Out)) switch
        {
            ParameterAttributes.In => "in ",
            ParameterAttributes.Out => "out ",
            _ => "ref ",
        };

    /// <summary>By position from 1. The compiler may leave out those that carry no name and no attribute.</summary>
    private Dictionary<int, Parameter> DeclaredParameters(MethodDefinition method)
    {
        var parameters = new Dictionary<int, Parameter>();
        foreach (ParameterHandle handle in method.GetParameters())
        {
            Parameter parameter = reader.GetParameter(handle);
            parameters[parameter.SequenceNumber] = parameter;
        }

        return parameters;
    }

    private bool IsParams(Parameter parameter)
    {
        foreach (CustomAttributeHandle handle in parameter.GetCustomAttributes())
        {
            EntityHandle constructor = reader.GetCustomAttribute(handle).Constructor;
            EntityHandle type = constructor.Kind == HandleKind.MethodDefinition
                ? reader.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType()
                : reader.GetMemberReference((MemberReferenceHandle)constructor).Parent;
            if (IsParamsAttribute(type))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsParamsAttribute(EntityHandle type)
    {
        if (type.Kind is not (HandleKind.TypeDefinition or HandleKind.TypeReference))
        {
            return false;
        }

        StringHandle typeName = TypeChain.Of(reader, type, limits.MaxTypeDepth)[^1].Name;
        return reader.StringComparer.Equals(typeName, "ParamArrayAttribute") ||
            reader.StringComparer.Equals(typeName, "ParamCollectionAttribute");
    }
}
