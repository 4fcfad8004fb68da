using Clrscope.Segment;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Clrscope.Symbols.Tests;

/// <summary>Names out of the metadata that the C# compiler really emits.</summary>
public sealed class CompiledNameTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(LanguageVersion.Latest, OptimizationLevel.Release)]
    [InlineData(LanguageVersion.Latest, OptimizationLevel.Debug)]
    [InlineData(LanguageVersion.CSharp7_3, OptimizationLevel.Release)]
    [InlineData(LanguageVersion.CSharp7_3, OptimizationLevel.Debug)]
    public void What_a_programmer_runs_has_the_name_that_he_wrote(LanguageVersion version, OptimizationLevel optimization)
    {
        var compiled = new CompiledSource(_directory.File("Shop.dll"), CompiledNameTable.Source, version, optimization);

        AssertNames(CompiledNameTable.Expected, compiled);
    }

    [Fact]
    public void Newer_forms_of_the_language_have_the_names_of_their_source()
    {
        var compiled = new CompiledSource(
            _directory.File("Tool.dll"), CompiledNameTable.ModernSource, kind: OutputKind.ConsoleApplication);

        AssertNames(CompiledNameTable.ModernExpected, compiled);
    }

    [Fact]
    public void The_name_in_the_metadata_is_kept_where_it_differs()
    {
        var compiled = new CompiledSource(_directory.File("Shop.dll"), CompiledNameTable.Source);

        Assert.Equal("", FrameOf("Shop.Cart.Total", "").SystemName);
        Assert.Equal("Shop.Cart.get_Name", FrameOf("Shop.Cart.get_Name", "").SystemName);
        Assert.Equal("Shop.Cart.op_Addition", FrameOf("Shop.Cart.op_Addition", "").SystemName);
        Assert.Matches(@"^Shop\.Cart\+<Items>d__\d+\.MoveNext$", FrameOf("Shop.Cart+<Items>d__0.MoveNext", "").SystemName);

        ResolvedFrame FrameOf(string metadataName, string instantiation) => Frame(compiled, metadataName, instantiation);
    }

    [Theory]
    [InlineData("Shop.Box`1.Put", "", "Shop.Box<T>.Put<U>(T, U)")]
    [InlineData("Shop.Box`1.Put", "System.Int32|System.Byte", "Shop.Box<int>.Put<byte>(int, byte)")]
    [InlineData("Shop.Box`1.Put", "System.__Canon|System.Byte", "Shop.Box<T>.Put<byte>(T, byte)")]
    [InlineData("Shop.Box`1.Put", "System.__Canon|System.__Canon", "Shop.Box<T>.Put<U>(T, U)")]
    [InlineData("Shop.Box`1.Put", "System.Collections.Generic.List`1[System.String]|System.Int32[][]",
        "Shop.Box<List<string>>.Put<int[][]>(List<string>, int[][])")]
    [InlineData("Shop.Box`1.Put",
        "System.Collections.Generic.Dictionary`2+Enumerator[System.__Canon,System.Nullable`1[System.Int64]]|",
        "Shop.Box<Dictionary<_, long?>.Enumerator>.Put<U>(Dictionary<_, long?>.Enumerator, U)")]
    [InlineData("Shop.Box`1.Put", "System.ValueTuple`2[System.Decimal,Shop.Cart]|Shop.Box`1+Lid`1[System.Int32,System.Char]",
        "Shop.Box<(decimal, Cart)>.Put<Box<int>.Lid<char>>((decimal, Cart), Box<int>.Lid<char>)")]
    [InlineData("Shop.Box`1+<WaitAsync>d__0`1.MoveNext", "System.Int32,System.Byte|",
        "Shop.Box<int>.WaitAsync<byte>(int, byte) [async]")]
    [InlineData("Shop.Box`1+<>c__0`1.<Map>b__0_0", "System.Int32,System.Byte|", "Shop.Box<int>.Map<byte>.lambda(int)")]
    [InlineData("Shop.Box`1.Put", "System.Int32[|System.Byte", "Shop.Box<T>.Put<U>(T, U)")]
    [InlineData("Shop.Box`1.Put", "||||", "Shop.Box<T>.Put<U>(T, U)")]
    [InlineData("Shop.Cart.Total", "System.Int32|System.Byte", "Shop.Cart.Total(decimal)")]
    public void Generic_arguments_stand_where_they_are_known(string metadataName, string instantiation, string expected)
    {
        var compiled = new CompiledSource(_directory.File("Shop.dll"), CompiledNameTable.Source);

        Assert.Equal(expected, Frame(compiled, metadataName, instantiation).Name);
    }

    /// <summary>Deep, long and endless texts: none throws, hangs or grows.</summary>
    [Fact]
    public void A_hostile_instantiation_is_not_known()
    {
        var compiled = new CompiledSource(_directory.File("Shop.dll"), CompiledNameTable.Source);
        string[] texts =
        [
            string.Concat(Enumerable.Repeat("A`1[", 1000)) + "B" + new string(']', 1000) + "|",
            new string('[', 4000), new string(',', 4000), new string('`', 4000), "A`65535[B]|", "A[*", "\0|\u0001", "+|+",
            ".`1[.]|.",
            string.Concat(Enumerable.Repeat("A`9[B,", 600)), new string('x', 100_000) + "|",
        ];
        foreach (string text in texts)
        {
            Assert.StartsWith("Shop.Box<", Frame(compiled, "Shop.Box`1.Put", text).Name, StringComparison.Ordinal);
        }
    }

    /// <summary>The numbers that the compiler gives its types change with the source; ordinals here are 0.</summary>
    private static ResolvedFrame Frame(CompiledSource compiled, string metadataName, string instantiation)
    {
        uint token = compiled.Methods.Single(m => CompiledNameTable.WithoutNumbers(m.Name) == metadataName).Token;
        Journal journal = Journal.For(out ProcessSymbols symbols);
        journal.Module(1, compiled.Location, compiled.Mvid, "Shop");
        journal.Method(new MethodInfo(1, 1, 1, 0, token, default, [new CodeRange(0x1000, 16)], [], "", 0)
        {
            Instantiation = instantiation,
        });
        return symbols.Resolve(0x1000, isReturnAddress: false, timeNs: 1);
    }

    private static void AssertNames(string table, CompiledSource compiled)
    {
        var names = new AssemblyUnderTest(compiled.Location, compiled.Mvid);
        var actual = compiled.Methods.ToLookup(m => CompiledNameTable.WithoutNumbers(m.Name), m => names.NameOf(m.Token));
        List<string> wrong = [];
        foreach (string line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split("=>", StringSplitOptions.TrimEntries);
            if (!actual[parts[0]].Contains(parts[1]))
            {
                wrong.Add($"{parts[0]}: expected {parts[1]}, got {string.Join(" or ", actual[parts[0]])}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
