using Clrscope.Segment;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Clrscope.Symbols.Tests;

/// <summary>From machine code over the IL map to lines of real PDBs.</summary>
public sealed class LineTests : IDisposable
{
    private const ulong Code = 0x10000;
    private const uint NoMapping = 0xFFFFFFFF;
    private const uint Prologue = 0xFFFFFFFE;
    private const uint Epilogue = 0xFFFFFFFD;

    private const string Source = """
        using System.Threading.Tasks;
        public class Sum
        {
            public int Twice(int x)
            {
                int y = Add(x, x);
                int z = Add(y, 1);
                return z;
            }

            private static int Add(int a, int b) => a + b;

            public async Task<int> LaterAsync(int x)
            {
                await Task.Yield();
                return Add(x, 1);
            }
        #line hidden
            public int Hidden() { return 1; }
        #line 100 "/src/Other.cs"
            public int Elsewhere() { return 1; }
        #line default
        }
        """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(DebugInformationFormat.PortablePdb, OptimizationLevel.Release)]
    [InlineData(DebugInformationFormat.PortablePdb, OptimizationLevel.Debug)]
    [InlineData(DebugInformationFormat.Embedded, OptimizationLevel.Release)]
    public void Each_call_has_its_line(DebugInformationFormat format, OptimizationLevel optimization)
    {
        CompiledSource compiled = Compile(format, optimization);
        (int Il, int Line)[] calls = [.. IlCalls.Of(compiled.Image, compiled.TokenOf("Sum.Twice")).Zip([6, 7])];
        IlMapEntry[] map = [.. calls.Select((call, i) => new IlMapEntry((uint)call.Il, (uint)i * 10, (uint)(i * 10) + 10))];

        foreach ((int index, (_, int line)) in calls.Index())
        {
            ResolvedFrame frame = Frame(compiled, "Sum.Twice", map, Code + ((ulong)index * 10) + 3);

            Assert.Equal((line, 4, "/src/Source.cs"), (frame.Line, frame.StartLine - Brace(optimization), frame.FileName));
            Assert.True(frame.Module!.HasLines);
        }

        // Debug code begins with the brace, which is on the line behind the name.
        static int Brace(OptimizationLevel level) => level == OptimizationLevel.Debug ? 1 : 2;
    }

    [Fact]
    public void A_return_address_belongs_to_the_call_before_it()
    {
        CompiledSource compiled = Compile();
        int[] calls = IlCalls.Of(compiled.Image, compiled.TokenOf("Sum.Twice"));
        IlMapEntry[] map = [new((uint)calls[0], 0, 10), new((uint)calls[1], 10, 20)];
        ProcessSymbols symbols = Symbols(compiled, "Sum.Twice", map, [new CodeRange(Code, 20)]);

        Assert.Equal(6, symbols.Resolve(Code + 10, isReturnAddress: true, timeNs: 1).Line);
        Assert.Equal(7, symbols.Resolve(Code + 10, isReturnAddress: false, timeNs: 1).Line);
    }

    [Theory]
    [InlineData(0, 6)]
    [InlineData(5, 6)]
    [InlineData(10, 7)]
    [InlineData(15, 7)]
    [InlineData(20, 8)]
    [InlineData(25, 8)]
    [InlineData(99, 8)]
    public void Prologue_epilogue_and_gaps_have_lines_too(int offset, int line)
    {
        CompiledSource compiled = Compile();
        int[] calls = IlCalls.Of(compiled.Image, compiled.TokenOf("Sum.Twice"));

        // In no order; an empty entry; code without IL.
        IlMapEntry[] map =
        [
            new((uint)calls[1], 10, 14), new(Prologue, 0, 4), new((uint)calls[0], 4, 10), new(NoMapping, 14, 18), new(0, 12, 12),
            new(Epilogue, 20, 30),
        ];

        Assert.Equal(line, Frame(compiled, "Sum.Twice", map, Code + (ulong)offset).Line);
    }

    [Fact]
    public void Cold_code_goes_on_where_hot_code_ends()
    {
        CompiledSource compiled = Compile();
        int[] calls = IlCalls.Of(compiled.Image, compiled.TokenOf("Sum.Twice"));
        IlMapEntry[] map = [new((uint)calls[0], 0, 16), new((uint)calls[1], 16, 32)];
        ProcessSymbols symbols = Symbols(compiled, "Sum.Twice", map, [new(Code, 16), new(0x50000, 16)]);

        Assert.Equal(6, symbols.Resolve(Code + 8, false, 1).Line);
        Assert.Equal(7, symbols.Resolve(0x50000 + 8, false, 1).Line);
    }

    [Fact]
    public void An_async_method_has_the_lines_of_its_source()
    {
        CompiledSource compiled = Compile();
        const string MoveNext = "Sum+<LaterAsync>d__2.MoveNext";
        int call = IlCalls.To(compiled.Image, compiled.TokenOf(MoveNext), compiled.TokenOf("Sum.Add"));

        ResolvedFrame frame = Frame(compiled, MoveNext, [new(0, 0, 4), new((uint)call, 4, 8)], Code + 5);
        ResolvedFrame hidden = Frame(compiled, MoveNext, [new(0, 0, 4), new((uint)call, 4, 8)], Code);

        Assert.Equal(("Sum.LaterAsync(int) [async]", 16), (frame.Name, frame.Line));
        Assert.Equal((frame.StartLine, frame.StartLine), (hidden.StartLine, hidden.Line));
    }

    [Fact]
    public void Another_file_and_no_line_at_all()
    {
        CompiledSource compiled = Compile();

        ResolvedFrame elsewhere = Frame(compiled, "Sum.Elsewhere", [new(0, 0, 10)], Code);
        ResolvedFrame hidden = Frame(compiled, "Sum.Hidden", [new(0, 0, 10)], Code);

        Assert.Equal(("/src/Other.cs", 100), (elsewhere.FileName, elsewhere.Line));
        Assert.Equal(("", 0, 0), (hidden.FileName, hidden.Line, hidden.StartLine));
    }

    [Fact]
    public void Without_an_IL_map_the_function_has_a_file_and_the_frame_no_line()
    {
        ResolvedFrame frame = Frame(Compile(), "Sum.Twice", [], Code);

        Assert.Equal(("/src/Source.cs", 6, 0), (frame.FileName, frame.StartLine, frame.Line));
    }

    [Fact]
    public void A_PDB_of_another_build_gives_no_lines()
    {
        CompiledSource other = new(_directory.File("Other.dll"), Source.Replace("a + b", "a - b", StringComparison.Ordinal));
        CompiledSource compiled = Compile();
        File.Copy(_directory.File("Other.pdb"), _directory.File("Sum.pdb"), overwrite: true);

        ResolvedFrame frame = Frame(compiled, "Sum.Twice", [new(0, 0, 10)], Code);

        Assert.Equal(("Sum.Twice(int)", "", 0), (frame.Name, frame.FileName, frame.Line));
        Assert.False(frame.Module!.HasLines);
        Assert.NotEqual(other.Mvid, compiled.Mvid);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public void A_PDB_beyond_the_limit_is_not_read(int limit)
    {
        CompiledSource beside = Compile();
        CompiledSource inside = Compile(DebugInformationFormat.Embedded);
        var limits = new SymbolLimits { MaxPdbBytes = limit };

        Assert.Equal(0, Frame(beside, "Sum.Twice", [new(0, 0, 10)], Code, limits).StartLine);
        Assert.Equal(0, Frame(inside, "Sum.Twice", [new(0, 0, 10)], Code, limits).StartLine);
    }

    /// <summary>Every frame has its name, whatever the PDB holds.</summary>
    [Theory]
    [InlineData(DebugInformationFormat.PortablePdb)]
    [InlineData(DebugInformationFormat.Embedded)]
    public void A_damaged_PDB_costs_lines_only(DebugInformationFormat format)
    {
        CompiledSource compiled = Compile(format);
        string damaged = format == DebugInformationFormat.Embedded ? compiled.Location : _directory.File("Sum.pdb");
        byte[] original = File.ReadAllBytes(damaged);
        int embedded = original.AsSpan().IndexOf("MPDB"u8);
        var mutations = new Mutations(original, seed: 7);
        for (int i = 0; i < 1500; i++)
        {
            File.WriteAllBytes(damaged, embedded < 0 ? mutations.Next() : mutations.Next(embedded.., embedded..(embedded + 16)));
            foreach (string method in new[] { "Sum.Twice", "Sum.Elsewhere", "Sum+<LaterAsync>d__2.MoveNext" })
            {
                Assert.NotEmpty(Frame(compiled, method, [new(0, 0, 10)], Code + 1).Name);
            }
        }
    }

    private CompiledSource Compile(
        DebugInformationFormat format = DebugInformationFormat.PortablePdb,
        OptimizationLevel optimization = OptimizationLevel.Release) =>
        new(_directory.File($"{(format == DebugInformationFormat.Embedded ? "Inside" : "Sum")}.dll"), Source,
            LanguageVersion.Latest, optimization, format);

    private static ResolvedFrame Frame(
        CompiledSource compiled, string method, IlMapEntry[] map, ulong address, SymbolLimits? limits = null) =>
        Symbols(compiled, method, map, [new CodeRange(Code, 100)], limits).Resolve(address, isReturnAddress: false, timeNs: 1);

    private static ProcessSymbols Symbols(
        CompiledSource compiled, string method, IlMapEntry[] map, CodeRange[] ranges, SymbolLimits? limits = null)
    {
        Journal journal = Journal.For(out ProcessSymbols symbols, new SymbolCache(limits));
        journal.Module(1, compiled.Location, compiled.Mvid, "Sum");
        journal.Method(new MethodInfo(1, 1, 1, 0, compiled.TokenOf(method), default, ranges, map, "", 0));
        return symbols;
    }
}
