using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Clrscope.Symbols.Tests;

/// <summary>C# source compiled by the real compiler into a file, with its portable PDB beside it, inside it or nowhere.</summary>
internal sealed class CompiledSource
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
            .Where(path => Path.GetFileName(path) is var name &&
                (name.StartsWith("System.", StringComparison.Ordinal) || name == "netstandard.dll"))
            .Select(path => MetadataReference.CreateFromFile(path))];

    public CompiledSource(
        string path, string source, LanguageVersion version = LanguageVersion.Latest,
        OptimizationLevel optimization = OptimizationLevel.Release,
        DebugInformationFormat pdb = DebugInformationFormat.PortablePdb,
        OutputKind kind = OutputKind.DynamicallyLinkedLibrary, string sourcePath = "/src/Source.cs")
    {
        Location = path;
        SyntaxTree tree = CSharpSyntaxTree.ParseText(
            SourceText.From(source, Encoding.UTF8), new CSharpParseOptions(version), sourcePath);
        var options = new CSharpCompilationOptions(kind, optimizationLevel: optimization, allowUnsafe: true, deterministic: true);
        CSharpCompilation compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path), [tree], References, options);
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        EmitResult result = compilation.Emit(
            image,
            pdb == DebugInformationFormat.Embedded ? null : symbols,
            options: new EmitOptions(debugInformationFormat: pdb, pdbFilePath: Path.ChangeExtension(path, ".pdb")));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        Image = image.ToArray();
        File.WriteAllBytes(path, Image);
        if (pdb == DebugInformationFormat.PortablePdb)
        {
            File.WriteAllBytes(Path.ChangeExtension(path, ".pdb"), symbols.ToArray());
        }

        using var reader = new PEReader(new MemoryStream(Image));
        MetadataReader metadata = reader.GetMetadataReader();
        Mvid = metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
        Methods = [.. metadata.MethodDefinitions.Select(handle => new CompiledMethod(
            (uint)MetadataTokens.GetToken(handle), FullName(metadata, metadata.GetMethodDefinition(handle))))];
    }

    public string Location { get; }

    public byte[] Image { get; }

    public Guid Mvid { get; }

    public IReadOnlyList<CompiledMethod> Methods { get; }

    /// <summary>The token of the only method that has this name in the metadata.</summary>
    public uint TokenOf(string metadataName) => Methods.Single(method => method.Name == metadataName).Token;

    /// <summary>The bytes of the metadata alone.</summary>
    public byte[] Metadata
    {
        get
        {
            using var reader = new PEReader(new MemoryStream(Image));
            return [.. reader.GetMetadata().GetContent()];
        }
    }

    /// <summary>What a journal holds of the PDB: by <see cref="Segment.ModulePart"/>.</summary>
    public (byte[] Reference, byte[] Embedded) PdbParts
    {
        get
        {
            using var reader = new PEReader(new MemoryStream(Image));
            ILookup<DebugDirectoryEntryType, DebugDirectoryEntry> entries =
                reader.ReadDebugDirectory().ToLookup(entry => entry.Type);
            DebugDirectoryEntry codeView = Assert.Single(entries[DebugDirectoryEntryType.CodeView]);
            return (
                [.. BitConverter.GetBytes(codeView.Stamp), .. Data(codeView)],
                [.. entries[DebugDirectoryEntryType.EmbeddedPortablePdb].SelectMany(Data)]);
        }
    }

    private IEnumerable<byte> Data(DebugDirectoryEntry entry) => Image.Skip(entry.DataPointer).Take(entry.DataSize);

    private static string FullName(MetadataReader reader, MethodDefinition method)
    {
        string name = reader.GetString(method.Name);
        string separator = ".";
        for (TypeDefinitionHandle handle = method.GetDeclaringType(); !handle.IsNil;)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            string space = reader.GetString(type.Namespace);
            name = $"{(space.Length > 0 ? space + "." : "")}{reader.GetString(type.Name)}{separator}{name}";
            separator = "+";
            handle = type.GetDeclaringType();
        }

        return name;
    }
}

/// <summary>A method in the metadata that the compiler emitted.</summary>
internal readonly record struct CompiledMethod(uint Token, string Name);
