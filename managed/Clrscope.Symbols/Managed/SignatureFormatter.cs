using System.Reflection;
using System.Reflection.Metadata;

namespace Clrscope.Symbols.Managed;

/// <summary>What of its signature a method's name shows.</summary>
internal enum SignatureParts
{
    /// <summary>Nothing: it belongs to a property or event.</summary>
    None,

    /// <summary>All parameters but those through which the compiler passes captured variables.</summary>
    WithoutClosures,

    All,
}

/// <summary>Formats the parameters of a method, with the modifiers that its source has.</summary>
internal sealed class SignatureFormatter(
    MetadataReader reader, SymbolLimits limits, NameBuilder name, GenericVariables variables, MethodDefinition method)
{
    private const string Closure = "<>c__DisplayClass";

    public GenericVariables Variables => variables;

    /// <summary>The parameters that the signature claims to have.</summary>
    public int ParameterCount
    {
        get
        {
            BlobReader signature = reader.GetBlobReader(method.Signature);
            return ReadHeader(ref signature).Count;
        }
    }

    /// <summary>Appends the type of the result.</summary>
    public void AppendResult()
    {
        BlobReader signature = reader.GetBlobReader(method.Signature);
        ReadHeader(ref signature);
        new TypeFormatter(reader, limits, name, variables).Append(ref signature);
    }

    /// <summary>Appends the first parameters in square brackets.</summary>
    public void AppendIndexes(int count)
    {
        name.Append('[');
        AppendList(count, SignatureParts.All);
        name.Append(']');
    }

    /// <summary>Appends the parameters in parentheses.</summary>
    public void AppendParameters(SignatureParts parts)
    {
        if (parts != SignatureParts.None)
        {
            name.Append('(');
            AppendList(int.MaxValue, parts);
            name.Append(')');
        }
    }

    private static (SignatureHeader Header, int Count) ReadHeader(ref BlobReader signature)
    {
        SignatureHeader header = signature.ReadSignatureHeader();
        if (header.IsGeneric)
        {
            signature.ReadCompressedInteger();
        }

        return (header, signature.ReadCompressedInteger());
    }

    private void AppendList(int maxCount, SignatureParts parts)
    {
        var types = new TypeFormatter(reader, limits, name, variables);
        BlobReader signature = reader.GetBlobReader(method.Signature);
        (SignatureHeader header, int count) = ReadHeader(ref signature);
        int returnType = name.Length;
        types.Append(ref signature);
        name.CutFrom(returnType);

        Dictionary<int, Parameter> declared = DeclaredParameters();
        for (int i = 1; i <= Math.Min(count, maxCount); i++)
        {
            int start = name.Length;
            name.Append(i == 1 ? "" : ", ");
            int type = name.Length;
            bool isDeclared = declared.TryGetValue(i, out Parameter parameter);
            name.Append(i == count && isDeclared && IsParams(parameter) ? "params " : "");
            if (TypeFormatter.SkipToByRef(ref signature))
            {
                name.Append(ByRefModifier(isDeclared ? parameter.Attributes : ParameterAttributes.None));
            }

            types.Append(ref signature);
            if (parts == SignatureParts.WithoutClosures && name.From(type) is var text &&
                text.StartsWith("ref ", StringComparison.Ordinal) && text.Contains(Closure, StringComparison.Ordinal))
            {
                name.CutFrom(start);
            }
        }

        if (header.CallingConvention == SignatureCallingConvention.VarArgs)
        {
            name.Append(count == 0 ? "__arglist" : ", __arglist");
        }
    }

    private static string ByRefModifier(ParameterAttributes attributes) =>
        (attributes & (ParameterAttributes.In | ParameterAttributes.Out)) switch
        {
            ParameterAttributes.In => "in ",
            ParameterAttributes.Out => "out ",
            _ => "ref ",
        };

    /// <summary>By position from 1. The compiler may leave out those that carry no name and no attribute.</summary>
    private Dictionary<int, Parameter> DeclaredParameters()
    {
        var parameters = new Dictionary<int, Parameter>();
        foreach (ParameterHandle handle in method.GetParameters().Take(limits.MaxMembers))
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
