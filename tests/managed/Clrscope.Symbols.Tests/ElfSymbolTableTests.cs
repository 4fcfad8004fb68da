using Clrscope.Symbols.Native;

namespace Clrscope.Symbols.Tests;

public sealed class ElfSymbolTableTests(NativeSample sample) : IClassFixture<NativeSample>
{
    private readonly ElfSymbolTable _symbols = Load(sample.Full, NativeSample.BuildId);

    [Theory]
    [InlineData("exported_function")]
    [InlineData("local_function")]
    [InlineData("calls_local")]
    [InlineData("outer_function")]
    [InlineData("inner_function")]
    public void A_sized_function_covers_its_bytes(string name)
    {
        BinutilsSymbol function = Function(name);

        Assert.Equal(name, NameAt(function.Address));
        Assert.Equal(name, NameAt(function.Address + function.Size - 1));
        Assert.NotEqual(name, NameAt(function.Address + function.Size));
    }

    [Theory]
    [InlineData("exported_function")]
    [InlineData("local_function")]
    [InlineData("calls_local")]
    public void A_function_begins_where_its_unwind_information_says(string name)
    {
        BinutilsSymbol function = Function(name);

        Assert.Equal(function.Address, _symbols.FunctionStart(function.Address));
        Assert.Equal(function.Address, _symbols.FunctionStart(function.Address + function.Size - 1));
        Assert.Equal(0UL, _symbols.FunctionStart(0));
    }

    [Fact]
    public void Of_two_names_for_one_address_the_one_without_underscores_is_shown() =>
        Assert.Equal("alias_of_underscored", NameAt(Function("__underscored").Address));

    [Fact]
    public void A_label_without_a_size_reaches_to_the_next_symbol()
    {
        ulong next = Address("asm_next_label");

        Assert.Equal("asm_label", NameAt(next - 1));
        Assert.Equal("asm_next_label", NameAt(next));
        Assert.Equal("asm_next_label", NameAt(Function("outer_function").Address - 1));
    }

    [Fact]
    public void A_label_inside_a_sized_function_does_not_cut_it()
    {
        BinutilsSymbol outer = Function("outer_function");
        BinutilsSymbol inner = Function("inner_function");

        Assert.Equal(inner.Address + inner.Size, Address("label_inside"));
        Assert.Equal("outer_function", NameAt(inner.Address + inner.Size));
        Assert.Equal("outer_function", NameAt(outer.Address + outer.Size - 1));
    }

    [Fact]
    public void Nothing_covers_what_follows_a_sized_function()
    {
        BinutilsSymbol outer = Function("outer_function");

        Assert.Null(NameAt(outer.Address + outer.Size));
        Assert.Null(NameAt(0));
        Assert.Null(NameAt(ulong.MaxValue));
    }

    [Theory]
    [InlineData("data_symbol")]
    [InlineData("untyped_data")]
    public void Data_is_no_function(string name) => Assert.Null(NameAt(Address(name)));

    [Fact]
    public void A_stripped_file_keeps_its_exports()
    {
        ElfSymbolTable stripped = Load(sample.Stripped, NativeSample.BuildId);

        Assert.Equal("exported_function", NameAt(stripped, Function("exported_function").Address));
        Assert.Null(NameAt(stripped, Function("local_function").Address));
    }

    [Fact]
    public void A_file_without_section_headers_has_no_symbols() =>
        Assert.Equal(0, Load(sample.SectionLess, NativeSample.BuildId).Count);

    [Fact]
    public void Another_build_than_the_loaded_one_gives_no_names()
    {
        Assert.Equal(0, Load(sample.Full, [1, 2, 3]).Count);
        Assert.Equal(0, Load(sample.Full, []).Count);
        Assert.Equal(0, Load(sample.WithoutBuildId, NativeSample.BuildId).Count);
        Assert.NotEqual(0, Load(sample.WithoutBuildId, []).Count);
    }

    [Fact]
    public void Tables_beyond_the_limits_are_passed_over()
    {
        Assert.Equal(0, Count(new SymbolLimits { MaxElfSymbols = 1 }));
        Assert.Equal(0, Count(new SymbolLimits { MaxElfNameBytes = 1 }));
        Assert.Equal(0, Count(new SymbolLimits { MaxElfHeaders = 1 }));
        Assert.Equal(0, Count(new SymbolLimits { MaxElfNoteBytes = 1 }));

        int Count(SymbolLimits limits) => ElfSymbolTable.Load(sample.Full, NativeSample.BuildId, limits).Count;
    }

    [Fact]
    public void A_long_name_is_cut()
    {
        ElfSymbolTable symbols = ElfSymbolTable.Load(sample.Full, NativeSample.BuildId, new SymbolLimits { MaxNameLength = 8 });

        Assert.Equal("exported", NameAt(symbols, Function("exported_function").Address));
    }

    private static ElfSymbolTable Load(string path, byte[] buildId) => ElfSymbolTable.Load(path, buildId, SymbolLimits.Default);

    private static string? NameAt(ElfSymbolTable symbols, ulong address) =>
        symbols.TryFind(address, out string name, out _) ? name : null;

    private string? NameAt(ulong address) => NameAt(_symbols, address);

    private BinutilsSymbol Function(string name) =>
        BinutilsSymbols.Of(sample.Full, dynamic: false).Single(symbol => symbol.Name == name);

    private ulong Address(string name)
    {
        string[] lines = Tool.Run("nm", sample.Full).Split('\n');
        string line = lines.Single(line => line.EndsWith($" {name}", StringComparison.Ordinal));
        return Convert.ToUInt64(line.Split(' ')[0], 16);
    }
}
