using System.Reflection.Metadata;
using System.Text;

namespace Clrscope.Symbols.Managed;

/// <summary>The method in the source that a compiler turned into a type with a method MoveNext.</summary>
/// <param name="Method">Nil where it cannot be told which one it was.</param>
/// <param name="Mark">What kind of method it is, such as <c>[async]</c>.</param>
internal readonly record struct StateMachine(MethodDefinitionHandle Method, string Mark)
{
    private const string Async = "[async]";
    private const string AsyncIterator = "[async iterator]";
    private const string Iterator = "[iterator]";

    /// <summary>Finds the method that begins a state machine, among those of the type around it.</summary>
    /// <param name="reader">The metadata of both.</param>
    /// <param name="machine">The generated type.</param>
    /// <param name="methodName">The name of the method, which that of the type tells.</param>
    /// <param name="maxMethods">Methods of that type that are looked at.</param>
    public static StateMachine Find(MetadataReader reader, TypeDefinition machine, string methodName, int maxMethods)
    {
        var search = new MethodSearch(reader, methodName);
        MethodDefinitionHandle named = default;
        int count = 0;
        foreach (MethodDefinitionHandle handle in reader.GetTypeDefinition(machine.GetDeclaringType()).GetMethods().Take(maxMethods))
        {
            MethodDefinition method = reader.GetMethodDefinition(handle);
            if (!search.Matches(method.Name))
            {
                continue;
            }

            if (MarkOf(reader, method, machine.Name) is { } mark)
            {
                return new StateMachine(handle, mark);
            }

            named = handle;
            count++;
        }

        // Compilers before Visual Studio 2015 mark no iterators; overloads cannot be told apart then.
        return new StateMachine(count == 1 ? named : default, MarkOf(reader, machine));
    }

    /// <summary>Null if the method is not marked as the beginning of the given state machine.</summary>
    private static string? MarkOf(MetadataReader reader, MethodDefinition method, StringHandle machine)
    {
        foreach (CustomAttributeHandle handle in method.GetCustomAttributes())
        {
            CustomAttribute attribute = reader.GetCustomAttribute(handle);
            StringHandle type = TypeNameOf(reader, attribute.Constructor);
            string? mark = reader.StringComparer.Equals(type, "AsyncStateMachineAttribute") ? Async
                : reader.StringComparer.Equals(type, "AsyncIteratorStateMachineAttribute") ? AsyncIterator
                : reader.StringComparer.Equals(type, "IteratorStateMachineAttribute") ? Iterator
                : null;
            if (mark is not null && Names(reader, attribute, machine))
            {
                return mark;
            }
        }

        return null;
    }

    private static StringHandle TypeNameOf(MetadataReader reader, EntityHandle constructor)
    {
        if (constructor.Kind == HandleKind.MethodDefinition)
        {
            TypeDefinitionHandle type = reader.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType();
            return reader.GetTypeDefinition(type).Name;
        }

        EntityHandle parent = reader.GetMemberReference((MemberReferenceHandle)constructor).Parent;
        return parent.Kind == HandleKind.TypeReference
            ? reader.GetTypeReference((TypeReferenceHandle)parent).Name
            : default;
    }

    /// <summary>The attribute's argument is the full name of the type, behind a prolog of two bytes and its length.</summary>
    private static bool Names(MetadataReader reader, CustomAttribute attribute, StringHandle machine)
    {
        byte[] type = Encoding.UTF8.GetBytes("+" + reader.GetString(machine));
        BlobReader blob = reader.GetBlobReader(attribute.Value);
        return blob.RemainingBytes > 2 && blob.ReadUInt16() == 1 && blob.TryReadCompressedInteger(out int length)
            && length <= blob.RemainingBytes && blob.ReadBytes(length).AsSpan().EndsWith(type);
    }

    private static string MarkOf(MetadataReader reader, TypeDefinition machine)
    {
        string mark = Iterator;
        foreach (InterfaceImplementationHandle handle in machine.GetInterfaceImplementations())
        {
            EntityHandle type = reader.GetInterfaceImplementation(handle).Interface;
            if (type.Kind == HandleKind.TypeReference
                && reader.StringComparer.Equals(reader.GetTypeReference((TypeReferenceHandle)type).Name, "IAsyncStateMachine"))
            {
                mark = Async;
            }
        }

        return mark;
    }
}
