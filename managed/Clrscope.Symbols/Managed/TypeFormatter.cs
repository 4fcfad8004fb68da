using System.Reflection.Metadata;

namespace Clrscope.Symbols.Managed;

/// <summary>
/// Formats types out of signatures as C# writes them, without namespaces. Its own decoder, since the framework's has no bound
/// on its recursion, and a stack overflow cannot be caught.
/// </summary>
internal sealed class TypeFormatter(MetadataReader reader, SymbolLimits limits, NameBuilder name, GenericVariables variables)
{
    /// <summary>The runtime's own limit.</summary>
    private const int MaxRank = 32;

    private int _depth;

    /// <summary>Skips custom modifiers and a by-reference mark; tells whether there was one.</summary>
    public static bool SkipToByRef(ref BlobReader signature)
    {
        SkipModifiers(ref signature);
        int start = signature.Offset;
        if (signature.ReadSignatureTypeCode() == SignatureTypeCode.ByReference)
        {
            return true;
        }

        signature.Offset = start;
        return false;
    }

    /// <summary>
    /// Appends the next type of the signature. Returns where the ranks of an array around it belong: C# writes the rank of the
    /// outer array before that of the inner one, so after the innermost type that is not an array.
    /// </summary>
    public int Append(ref BlobReader signature)
    {
        if (++_depth > limits.MaxTypeDepth)
        {
            throw new BadImageFormatException("types are nested too deeply in a signature");
        }

        SkipModifiers(ref signature);
        int end = AppendUnmodified(ref signature);
        _depth--;
        return end;
    }

    /// <summary>Appends a type outside of a signature: a definition, a reference or a specification.</summary>
    public void Append(EntityHandle type)
    {
        if (type.Kind != HandleKind.TypeSpecification)
        {
            AppendNamed(type, new Queue<string>());
            return;
        }

        BlobReader signature = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)type).Signature);
        Append(ref signature);
    }

    private static void SkipModifiers(ref BlobReader signature)
    {
        int start = signature.Offset;
        while (signature.ReadSignatureTypeCode() is SignatureTypeCode.RequiredModifier or SignatureTypeCode.OptionalModifier)
        {
            signature.ReadTypeHandle();
            start = signature.Offset;
        }

        signature.Offset = start;
    }

    private int AppendUnmodified(ref BlobReader signature)
    {
        SignatureTypeCode code = signature.ReadSignatureTypeCode();
        switch (code)
        {
            case SignatureTypeCode.SZArray:
                return AppendArray(ref signature, isVector: true);

            case SignatureTypeCode.Array:
                return AppendArray(ref signature, isVector: false);

            case SignatureTypeCode.Pointer:
                Append(ref signature);
                name.Append('*');
                break;

            case SignatureTypeCode.ByReference:
                name.Append("ref ");
                Append(ref signature);
                break;

            case SignatureTypeCode.TypeHandle:
                AppendNamed(signature.ReadTypeHandle(), new Queue<string>());
                break;

            case SignatureTypeCode.GenericTypeInstance:
                AppendInstance(ref signature);
                break;

            case SignatureTypeCode.GenericTypeParameter:
                variables.OfType.Append(name, reader, signature.ReadCompressedInteger());
                break;

            case SignatureTypeCode.GenericMethodParameter:
                variables.OfMethod.Append(name, reader, signature.ReadCompressedInteger());
                break;

            case SignatureTypeCode.FunctionPointer:
                AppendFunctionPointer(ref signature);
                break;

            default:
                name.Append(PrimitiveNames.Keyword(code));
                break;
        }

        return name.Length;
    }

    private int AppendArray(ref BlobReader signature, bool isVector)
    {
        int end = Append(ref signature);
        name.Insert(end, isVector ? "[]" : ReadRank(ref signature));
        return end;
    }

    private static string ReadRank(ref BlobReader signature)
    {
        int rank = signature.ReadCompressedInteger();
        if (rank is < 1 or > MaxRank)
        {
            throw new BadImageFormatException("an array of impossible rank");
        }

        for (int sizes = signature.ReadCompressedInteger(); sizes > 0; sizes--)
        {
            signature.ReadCompressedInteger();
        }

        for (int lowerBounds = signature.ReadCompressedInteger(); lowerBounds > 0; lowerBounds--)
        {
            signature.ReadCompressedSignedInteger();
        }

        return rank == 1 ? "[*]" : $"[{new string(',', rank - 1)}]";
    }

    private void AppendInstance(ref BlobReader signature)
    {
        signature.ReadSignatureTypeCode();
        EntityHandle type = signature.ReadTypeHandle();
        var arguments = new Queue<string>();
        for (int count = signature.ReadCompressedInteger(); count > 0; count--)
        {
            int start = name.Length;
            Append(ref signature);
            arguments.Enqueue(name.CutFrom(start));
        }

        if (ShortForms.Write(FullName(type), [.. arguments]) is { } shortForm)
        {
            name.Append(shortForm);
            return;
        }

        AppendNamed(type, arguments);
    }

    /// <summary>
    /// Each type of a chain of nested ones takes as many of the arguments as its arity says, the last one the rest.
    /// </summary>
    private void AppendNamed(EntityHandle type, Queue<string> arguments)
    {
        List<TypeLevel> levels = TypeChain.Of(reader, type, limits.MaxTypeDepth);
        if (levels is [var only] && IsDecimal(only))
        {
            name.Append("decimal");
            return;
        }

        for (int i = 0; i < levels.Count; i++)
        {
            name.Append(i == 0 ? "" : ".");
            int arity = name.AppendWithoutArity(levels[i].Name);
            int taken = i == levels.Count - 1 ? arguments.Count : Math.Min(arity, arguments.Count);
            AppendArguments(arguments, taken);
        }
    }

    private void AppendArguments(Queue<string> arguments, int count)
    {
        for (int i = 0; i < count; i++)
        {
            name.Append(i == 0 ? "<" : ", ");
            name.Append(arguments.Dequeue());
        }

        name.Append(count == 0 ? "" : ">");
    }

    /// <summary>Of a type that is not nested; else "".</summary>
    private string FullName(EntityHandle type) => TypeChain.Of(reader, type, limits.MaxTypeDepth) is [var only]
        ? $"{name.Read(only.Namespace)}.{name.Read(only.Name)}"
        : "";

    private bool IsDecimal(TypeLevel type) =>
        reader.StringComparer.Equals(type.Name, "Decimal") && reader.StringComparer.Equals(type.Namespace, "System");

    /// <summary>A signature has the type of the result first, C# has it last.</summary>
    private void AppendFunctionPointer(ref BlobReader signature)
    {
        SignatureHeader header = signature.ReadSignatureHeader();
        int count = signature.ReadCompressedInteger();
        name.Append(FunctionPointerPrefix(header.CallingConvention));
        int start = name.Length;
        Append(ref signature);
        string result = name.CutFrom(start);
        for (; count > 0; count--)
        {
            Append(ref signature);
            name.Append(", ");
        }

        name.Append(result);
        name.Append('>');
    }

    private static string FunctionPointerPrefix(SignatureCallingConvention convention) => convention switch
    {
        SignatureCallingConvention.Default => "delegate*<",
        SignatureCallingConvention.CDecl => "delegate* unmanaged[Cdecl]<",
        SignatureCallingConvention.StdCall => "delegate* unmanaged[Stdcall]<",
        SignatureCallingConvention.ThisCall => "delegate* unmanaged[Thiscall]<",
        SignatureCallingConvention.FastCall => "delegate* unmanaged[Fastcall]<",
        _ => "delegate* unmanaged<",
    };
}
