using Clrscope.Segment;
using Microsoft.CodeAnalysis.Emit;

namespace Clrscope.Symbols.Tests;

/// <summary>Modules whose metadata comes through the journal.</summary>
public sealed class InMemoryModuleTests : IDisposable
{
    private const string Source = "namespace Shop { public class Cart { public decimal Total(decimal d) => d; } }";

    private readonly TemporaryDirectory _directory = new();
    private readonly CompiledSource _compiled;
    private readonly byte[] _metadata;

    public InMemoryModuleTests()
    {
        _compiled = new CompiledSource(_directory.File("Shop.dll"), Source);
        _metadata = _compiled.Metadata;
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1 << 20)]
    public void Names_come_from_pieces_of_any_size(int pieceSize) =>
        Assert.Equal("Shop.Cart.Total(decimal)", NameWith(Pieces(_metadata, pieceSize)));

    [Fact]
    public void Pieces_that_begin_anew_replace_what_came_before() =>
        Assert.Equal("Shop.Cart.Total(decimal)", NameWith([.. Pieces(_metadata, 100).Take(3), .. Pieces(_metadata, 200)]));

    [Fact]
    public void Without_all_pieces_the_name_of_the_process_stands()
    {
        ModulePiece[] pieces = Pieces(_metadata, 100);

        Assert.Equal("Shop.Cart.Total", NameWith([]));
        Assert.Equal("Shop.Cart.Total", NameWith(pieces[..^1]));
        Assert.Equal("Shop.Cart.Total", NameWith([.. pieces[..1], .. pieces[2..]]));
        Assert.Equal("Shop!0x06000001", NameWith([], name: ""));
    }

    [Fact]
    public void Metadata_of_another_module_is_not_believed() =>
        Assert.Equal("Shop.Cart.Total", NameWith(Pieces(_metadata, 1000), mvid: Guid.NewGuid()));

    [Fact]
    public void Metadata_beyond_the_limit_is_dropped() =>
        Assert.Equal(
            "Shop.Cart.Total",
            NameWith(Pieces(_metadata, 100), limits: new SymbolLimits { MaxInMemoryBytes = _metadata.Length - 1 }));

    [Fact]
    public void A_module_that_is_gone_frees_its_share_of_the_limit()
    {
        var limits = new SymbolLimits { MaxInMemoryBytes = _metadata.Length };
        Journal journal = Journal.For(out ProcessSymbols symbols, new SymbolCache(limits));
        for (ulong i = 1; i <= 5; i++)
        {
            journal.Module(i, "", _compiled.Mvid, "Shop");
            Feed(journal, i, Pieces(_metadata, 100));
            journal.Method(i << 12, 16, moduleId: i, token: _compiled.TokenOf("Shop.Cart.Total"));
            Assert.Equal("Shop.Cart.Total(decimal)", symbols.Resolve(i << 12, false, i).Name);
            journal.UnloadModule(i, i + 1);
        }
    }

    [Fact]
    public void Damaged_metadata_gives_some_name()
    {
        var mutations = new Mutations(_metadata, seed: 9);
        for (int i = 0; i < 2000; i++)
        {
            Assert.NotEmpty(NameWith(Pieces(mutations.Next(), 500)));
        }
    }

    [Fact]
    public void Lines_come_from_an_embedded_PDB()
    {
        var inside = new CompiledSource(_directory.File("Inside.dll"), Source, pdb: DebugInformationFormat.Embedded);
        (byte[] reference, byte[] embedded) = inside.PdbParts;

        ResolvedFrame frame = FrameWith(
            inside,
            [
                .. Pieces(inside.Metadata, 100), .. Pieces(reference, 100, ModulePart.PdbReference),
                .. Pieces(embedded, 100, ModulePart.EmbeddedPdb),
            ]);

        Assert.Equal(("/src/Source.cs", 1), (frame.FileName, frame.StartLine));
        Assert.True(frame.Module!.HasLines);
    }

    /// <summary>As of an assembly within a single-file program.</summary>
    [Theory]
    [InlineData(true, "/", "HERE/shop", "shop")]
    [InlineData(true, "HERE", "/usr/bin/dotnet", "dotnet", "Host.dll")]
    [InlineData(true, "HERE", "/usr/bin/dotnet", "dotnet", "exec", "../HERE/Host.dll", "/else/Other.dll")]
    [InlineData(true, "/", "/usr/bin/dotnet", "dotnet", "HERE/Host.dll")]
    [InlineData(false, "HERE", "/nowhere/shop", "shop")]
    [InlineData(false, "HERE", "/usr/bin/dotnet", "dotnet", "/else/Host.dll")]
    [InlineData(false, "HERE", "/usr/bin/dotnet", "dotnet", "build")]
    [InlineData(false, "", "", "Host.dll")]
    public void Lines_come_from_a_PDB_beside_the_program(
        bool found, string workingDirectory, string executable, params string[] commandLine)
    {
        string directory = Path.GetDirectoryName(_compiled.Location)!;
        ModulePiece[] pieces =
            [.. Pieces(_metadata, 100), .. Pieces(_compiled.PdbParts.Reference, 100, ModulePart.PdbReference)];

        ResolvedFrame frame = FrameWith(
            _compiled,
            pieces,
            journal => journal.ProcessIn(Here(workingDirectory), Here(executable), [.. commandLine.Select(Here)]));

        Assert.Equal("Shop.Cart.Total(decimal)", frame.Name);
        Assert.Equal(found ? ("/src/Source.cs", 1) : ("", 0), (frame.FileName, frame.StartLine));

        string Here(string text) => text
            .Replace("../HERE", $"../{Path.GetFileName(directory)}", StringComparison.Ordinal)
            .Replace("HERE", directory, StringComparison.Ordinal);
    }

    [Fact]
    public void A_PDB_of_another_build_gives_no_lines()
    {
        byte[] reference = _compiled.PdbParts.Reference;
        reference[0] ^= 1;

        ResolvedFrame frame = FrameWith(
            _compiled,
            [.. Pieces(_metadata, 100), .. Pieces(reference, 100, ModulePart.PdbReference)],
            journal => journal.Process(_directory.File("shop")));

        Assert.Equal(("Shop.Cart.Total(decimal)", "", 0), (frame.Name, frame.FileName, frame.StartLine));
    }

    [Fact]
    public void A_damaged_PDB_costs_lines_only()
    {
        var inside = new CompiledSource(_directory.File("Inside.dll"), Source, pdb: DebugInformationFormat.Embedded);
        (byte[] reference, byte[] embedded) = inside.PdbParts;
        var references = new Mutations(reference, seed: 3);
        var pdbs = new Mutations(embedded, seed: 4);
        for (int i = 0; i < 2000; i++)
        {
            ResolvedFrame frame = FrameWith(
                inside,
                [
                    .. Pieces(inside.Metadata, 500), .. Pieces(i % 2 == 0 ? references.Next() : reference, 500, ModulePart.PdbReference),
                    .. Pieces(pdbs.Next(), 500, ModulePart.EmbeddedPdb),
                ]);
            Assert.Equal("Shop.Cart.Total(decimal)", frame.Name);
        }
    }

    private static ResolvedFrame FrameWith(CompiledSource compiled, ModulePiece[] pieces, Action<Journal>? start = null)
    {
        Journal journal = Journal.For(out ProcessSymbols symbols, new SymbolCache());
        start?.Invoke(journal);
        journal.Module(1, "", compiled.Mvid, Path.GetFileNameWithoutExtension(compiled.Location));
        Feed(journal, 1, pieces);
        journal.Method(0x1000, 16, moduleId: 1, token: compiled.TokenOf("Shop.Cart.Total"));
        return symbols.Resolve(0x1000, isReturnAddress: false, timeNs: 1);
    }

    private string NameWith(
        ModulePiece[] pieces, string name = "Shop.Cart.Total", Guid? mvid = null, SymbolLimits? limits = null)
    {
        Journal journal = Journal.For(out ProcessSymbols symbols, new SymbolCache(limits));
        journal.Module(1, "", mvid ?? _compiled.Mvid, "Shop");
        Feed(journal, 1, pieces);
        Feed(journal, 77, pieces);
        journal.Method(0x1000, 16, name, moduleId: 1, token: _compiled.TokenOf("Shop.Cart.Total"));
        return symbols.Resolve(0x1000, isReturnAddress: false, timeNs: 1).Name;
    }

    private static void Feed(Journal journal, ulong moduleId, ModulePiece[] pieces)
    {
        foreach (ModulePiece piece in pieces)
        {
            journal.Part(piece with { ModuleId = moduleId });
        }
    }

    private static ModulePiece[] Pieces(byte[] part, int size, ModulePart kind = ModulePart.Metadata) =>
        [.. part.Chunk(size).Select(
            (bytes, i) => new ModulePiece(1, kind, (ulong)part.Length, (ulong)(i * size), bytes, 0))];
}
