using Clrscope.Segment;

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
        ModuleMetadataPiece[] pieces = Pieces(_metadata, 100);

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
            NameWith(Pieces(_metadata, 100), limits: new SymbolLimits { MaxInMemoryMetadataBytes = _metadata.Length - 1 }));

    [Fact]
    public void A_module_that_is_gone_frees_its_share_of_the_limit()
    {
        var limits = new SymbolLimits { MaxInMemoryMetadataBytes = _metadata.Length };
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

    private string NameWith(
        ModuleMetadataPiece[] pieces, string name = "Shop.Cart.Total", Guid? mvid = null, SymbolLimits? limits = null)
    {
        Journal journal = Journal.For(out ProcessSymbols symbols, new SymbolCache(limits));
        journal.Module(1, "", mvid ?? _compiled.Mvid, "Shop");
        Feed(journal, 1, pieces);
        Feed(journal, 77, pieces);
        journal.Method(0x1000, 16, name, moduleId: 1, token: _compiled.TokenOf("Shop.Cart.Total"));
        return symbols.Resolve(0x1000, isReturnAddress: false, timeNs: 1).Name;
    }

    private static void Feed(Journal journal, ulong moduleId, ModuleMetadataPiece[] pieces)
    {
        foreach (ModuleMetadataPiece piece in pieces)
        {
            journal.Metadata(piece with { ModuleId = moduleId });
        }
    }

    private static ModuleMetadataPiece[] Pieces(byte[] metadata, int size) =>
        [.. metadata.Chunk(size).Select(
            (bytes, i) => new ModuleMetadataPiece(1, (ulong)metadata.Length, (ulong)(i * size), bytes, 0))];
}
