using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Clrscope.Symbols.Tests;

/// <summary>Well-formed assemblies with signatures that no compiler writes.</summary>
public sealed class HostileSignatureTests : IDisposable
{
    private const byte Int32 = 0x08;
    private const byte Pointer = 0x0F;
    private const byte ByReference = 0x10;
    private const byte Class = 0x12;
    private const byte TypeVariable = 0x13;
    private const byte MultiArray = 0x14;
    private const byte GenericInstance = 0x15;
    private const byte FunctionPointer = 0x1B;
    private const byte VectorArray = 0x1D;
    private const byte OptionalModifier = 0x20;

    private static readonly Guid Mvid = new("6d7f2f10-98e5-4a39-9fbb-4f0d3a0b1c2d");

    private readonly TemporaryDirectory _directory = new();

    private static readonly Dictionary<string, byte[]> Unreadable = new()
    {
        ["deep pointers"] = [.. Enumerable.Repeat(Pointer, 500_000), Int32],
        ["deep arrays"] = [.. Enumerable.Repeat(VectorArray, 500_000), Int32],
        ["deep references"] = [.. Enumerable.Repeat(ByReference, 500_000), Int32],
        ["deep function pointers"] = [.. Enumerable.Repeat<byte[]>([FunctionPointer, 0, 0], 200_000).SelectMany(b => b), Int32],
        ["an array of impossible rank"] = [MultiArray, Int32, 0xDF, 0xFF, 0xFF, 0xFF, 0, 0],
        ["more generic arguments than bytes"] = [GenericInstance, Class, 5, 0xDF, 0xFF, 0xFF, 0xFF, Int32],
        ["a variable without a parameter"] = [TypeVariable, 3],
        ["a type that does not exist"] = [Class, 0xDF, 0xFF, 0xFF, 0xFD],
        ["a type specification that names itself"] = [Class, 6],
        ["nothing"] = [],
        ["an unknown type code"] = [0x3F],
        ["an endless name"] = [FunctionPointer, 0, 0x87, 0xD0, .. Enumerable.Repeat(Int32, 2001)],
    };

    public static TheoryData<string> UnreadableParameters => [.. Unreadable.Keys];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(UnreadableParameters))]
    public void A_parameter_that_cannot_be_read_leaves_the_rest_of_the_name(string parameter) =>
        Assert.Equal("Hostile.Type.Method(?)", NameWithParameter(Unreadable[parameter]));

    [Fact]
    public void Modifiers_are_passed_over() =>
        Assert.Equal(
            "Hostile.Type.Method(int*)", NameWithParameter([OptionalModifier, 5, Pointer, OptionalModifier, 5, Int32]));

    [Fact]
    public void Types_that_are_nested_in_a_circle_give_the_token() =>
        Assert.Equal("Hostile!0x06000001", NameWithParameter([Int32], isNestedInItself: true));

    private string NameWithParameter(byte[] parameter, bool isNestedInItself = false)
    {
        var signature = new BlobBuilder();
        signature.WriteBytes((byte[])[0x00, 0x01, 0x01]);
        signature.WriteBytes(parameter);

        string path = _directory.File("Hostile.dll");
        File.WriteAllBytes(path, Build(signature, isNestedInItself));
        return new AssemblyUnderTest(path, Mvid).NameOf(0x06000001);
    }

    private static byte[] Build(BlobBuilder signature, bool isNestedInItself)
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString("Hostile.dll"), metadata.GetOrAddGuid(Mvid), default, default);
        metadata.AddAssembly(metadata.GetOrAddString("Hostile"), new Version(1, 0), default, default, default, default);
        MethodDefinitionHandle method = metadata.AddMethodDefinition(
            MethodAttributes.Abstract, default, metadata.GetOrAddString("Method"), metadata.GetOrAddBlob(signature), -1,
            MetadataTokens.ParameterHandle(1));
        TypeDefinitionHandle type = metadata.AddTypeDefinition(
            TypeAttributes.Abstract, metadata.GetOrAddString("Hostile"), metadata.GetOrAddString("Type"), default,
            MetadataTokens.FieldDefinitionHandle(1), method);
        var specification = new BlobBuilder();
        specification.WriteBytes((byte[])[Class, 6]);
        metadata.AddTypeSpecification(metadata.GetOrAddBlob(specification));
        metadata.AddTypeReference(default, default, metadata.GetOrAddString("Modifier"));
        if (isNestedInItself)
        {
            metadata.AddNestedType(type, type);
        }

        var image = new BlobBuilder();
        new ManagedPEBuilder(
            PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata, suppressValidation: true), new BlobBuilder())
            .Serialize(image);
        return image.ToArray();
    }
}
