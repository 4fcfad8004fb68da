namespace Clrscope.Symbols.Tests;

/// <summary>Programs that the runtime is linked into.</summary>
public sealed class SingleFileHostTests : IDisposable
{
    private const string Source = """
        static __attribute__((noinline)) int hidden(int x) { return x * 5; }
        __attribute__((visibility("default"))) int MetaDataGetDispenser(int x) { return hidden(x) + 1; }
        """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("Shop", "[clr]+0x")]
    [InlineData("libcoreclr.so", "libcoreclr.so+0x")]
    public void What_has_no_name_in_them_is_the_runtimes(string file, string expected)
    {
        string source = _directory.File("host.c");
        string full = _directory.File("full.so");
        File.WriteAllText(source, Source);
        Tool.Run("gcc", "-shared", "-fPIC", "-O1", "-nostdlib", "-Wl,--build-id=0xabcdef01", "-o", full, source);
        Tool.Run("strip", "-o", _directory.File(file), full);
        BinutilsSymbol[] functions = [.. BinutilsSymbols.Of(full, dynamic: false)];
        Journal journal = Journal.For(out ProcessSymbols symbols);
        journal.Library(0x10000, 0x20000, _directory.File(file), loadBias: 0x10000, buildId: [0xAB, 0xCD, 0xEF, 0x01]);

        Assert.StartsWith(expected, NameOf("hidden"), StringComparison.Ordinal);
        Assert.Equal("MetaDataGetDispenser", NameOf("MetaDataGetDispenser"));

        string NameOf(string function) =>
            symbols.Resolve(0x10000 + functions.Single(symbol => symbol.Name == function).Address, false, 1).Name;
    }
}
