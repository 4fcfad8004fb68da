using System.Reflection;
using System.Reflection.Metadata;

namespace Clrscope.Symbols.Managed;

/// <summary>
/// Formats one method as <c>Namespace.Outer.Nested&lt;T&gt;.Method&lt;U&gt;(string, ref int)</c>, and what the compiler made up
/// as what the source has in its place; docs/symbols.md lists the forms. Throws what <see cref="MetadataErrors"/> lists if the
/// metadata is corrupt.
/// </summary>
internal sealed class MethodNameFormatter(MetadataReader reader, SymbolLimits limits, Instantiation instantiation)
{
    private readonly NameBuilder _name = new(reader, limits.MaxNameLength);

    public MethodName Format(MethodDefinitionHandle handle)
    {
        MethodDefinition method = reader.GetMethodDefinition(handle);
        TypeDefinition type = reader.GetTypeDefinition(method.GetDeclaringType());
        CompilerName typeName = CompilerName.Parse(_name.ReadTypeName(type.Name).Name);
        if (typeName.Kind == CompilerNameKind.StateMachine && reader.StringComparer.Equals(method.Name, "MoveNext"))
        {
            return new MethodName(FormatStateMachine(handle, type, typeName), MetadataName(handle));
        }

        bool isPlain = Append(handle, instantiation.OfType, instantiation.OfMethod);
        return new MethodName(_name.ToString(), isPlain ? "" : MetadataName(handle));
    }

    private string FormatStateMachine(MethodDefinitionHandle moveNext, TypeDefinition type, CompilerName typeName)
    {
        StateMachine machine = StateMachine.Find(reader, type, typeName.Outer, limits.MaxMembers);
        if (machine.Method.IsNil)
        {
            AppendType(moveNext, instantiation.OfType, hidesClosure: true);
            _name.CutFrom(_name.Length - 1);
            _name.Append("(?)");
        }
        else
        {
            // The type has the parameters of the type around it, then those of the method.
            int outer = reader.GetTypeDefinition(type.GetDeclaringType()).GetGenericParameters().Count;
            Append(machine.Method, instantiation.OfType, [.. instantiation.OfType.Skip(outer)]);
        }

        _name.Append(' ');
        _name.Append(machine.Mark);
        return _name.ToString();
    }

    /// <summary>Appends type, method and parameters; tells whether they are called so in the metadata too.</summary>
    private bool Append(
        MethodDefinitionHandle handle, IReadOnlyList<string?> typeArguments, IReadOnlyList<string?> methodArguments)
    {
        MethodDefinition method = reader.GetMethodDefinition(handle);
        string name = _name.Read(method.Name);
        TypePath path = AppendType(handle, typeArguments, hidesClosure: IsMadeUp(name));
        var variables = new GenericVariables(
            new GenericList(reader.GetTypeDefinition(method.GetDeclaringType()).GetGenericParameters(), typeArguments),
            new GenericList(method.GetGenericParameters(), methodArguments));
        var signature = new SignatureFormatter(reader, limits, _name, variables, method);
        int start = _name.Length;
        SignatureParts parts = AppendMember(handle, method, name, path, signature);
        string written = _name.CutFrom(start);
        _name.Append(written);
        variables.OfMethod.AppendList(_name, reader, 0, variables.OfMethod.Count);
        AppendParameters(signature, parts);
        return path.IsPlain && written == name;
    }

    private void AppendParameters(SignatureFormatter signature, SignatureParts parts)
    {
        int nameEnd = _name.Length;
        try
        {
            signature.AppendParameters(parts);
        }
        catch (Exception e) when (MetadataErrors.MayComeFrom(e))
        {
            _name.CutFrom(nameEnd);
            _name.Append("(?)");
        }
    }

    /// <summary>Appends the method's own name, and returns what is still to come of its signature.</summary>
    private SignatureParts AppendMember(
        MethodDefinitionHandle handle, MethodDefinition method, string name, TypePath path, SignatureFormatter signature)
    {
        if (SourceNames.InterfaceEnd(name) > 0 && !IsMadeUp(name) && ExplicitDeclaration(handle, method) is { } declaration)
        {
            new TypeFormatter(reader, limits, _name, signature.Variables).Append(declaration.Interface);
            _name.Append('.');
            name = _name.Read(declaration.Name);
        }

        if ((method.Attributes & MethodAttributes.SpecialName) != 0)
        {
            if (OperatorNames.Conversion(name) is { } conversion)
            {
                _name.Append(conversion);
                signature.AppendResult();
                return SignatureParts.All;
            }

            if (AccessorName.Parse(name) is { } accessor)
            {
                AppendAccessor(accessor, signature);
                return SignatureParts.None;
            }
        }

        bool isFinalizer = name == "Finalize" && signature.ParameterCount == 0
            && (method.Attributes & (MethodAttributes.Virtual | MethodAttributes.NewSlot)) == MethodAttributes.Virtual;
        _name.Append(isFinalizer ? $"~{path.Simple}"
            : IsTranslated(method, name) ? SourceNames.Of(name, path.Simple, path.ClosureGenerics)
            : name);
        return IsMadeUp(name) ? SignatureParts.WithoutClosures : SignatureParts.All;
    }

    /// <summary>What a programmer has chosen is not read as if the compiler had made it up.</summary>
    private static bool IsTranslated(MethodDefinition method, string name) =>
        IsMadeUp(name) || (method.Attributes & (MethodAttributes.SpecialName | MethodAttributes.RTSpecialName)) != 0;

    private static bool IsMadeUp(string name) => name.StartsWith('<');

    private void AppendAccessor(AccessorName accessor, SignatureFormatter signature)
    {
        int indexes = signature.ParameterCount - (accessor.Part == "get" ? 0 : 1);
        _name.Append(indexes > 0 && accessor.Member == "Item" ? "this" : accessor.Member);
        if (indexes > 0)
        {
            signature.AppendIndexes(indexes);
        }

        _name.Append('.');
        _name.Append(accessor.Part);
    }

    private (EntityHandle Interface, StringHandle Name)? ExplicitDeclaration(
        MethodDefinitionHandle handle, MethodDefinition method)
    {
        TypeDefinition type = reader.GetTypeDefinition(method.GetDeclaringType());
        foreach (MethodImplementationHandle row in type.GetMethodImplementations().Take(limits.MaxMembers))
        {
            MethodImplementation implementation = reader.GetMethodImplementation(row);
            if (implementation.MethodBody != handle)
            {
                continue;
            }

            switch (implementation.MethodDeclaration.Kind)
            {
                case HandleKind.MethodDefinition:
                    MethodDefinition own = reader.GetMethodDefinition((MethodDefinitionHandle)implementation.MethodDeclaration);
                    return (own.GetDeclaringType(), own.Name);
                case HandleKind.MemberReference:
                    MemberReference other = reader.GetMemberReference((MemberReferenceHandle)implementation.MethodDeclaration);
                    return (other.Parent, other.Name);
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Appends the types that a method is in, without those that only hold what it captures, and a dot.</summary>
    private TypePath AppendType(MethodDefinitionHandle method, IReadOnlyList<string?> arguments, bool hidesClosure)
    {
        TypeDefinitionHandle type = reader.GetMethodDefinition(method).GetDeclaringType();
        return new TypePathFormatter(reader, limits, _name, hidesClosure).Append(type, arguments);
    }

    private string MetadataName(MethodDefinitionHandle handle)
    {
        var name = new NameBuilder(reader, limits.MaxNameLength);
        MethodDefinition method = reader.GetMethodDefinition(handle);
        List<TypeLevel> levels = TypeChain.Of(reader, method.GetDeclaringType(), limits.MaxTypeDepth);
        for (int i = 0; i < levels.Count; i++)
        {
            if (i == 0 && !levels[0].Namespace.IsNil)
            {
                name.Append(levels[0].Namespace);
                name.Append('.');
            }

            name.Append(i == 0 ? "" : "+");
            name.Append(levels[i].Name);
        }

        name.Append('.');
        name.Append(method.Name);
        return name.ToString();
    }
}
