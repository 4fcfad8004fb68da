namespace Clrscope.Symbols.Stubs;

/// <summary>
/// The stubs of .NET 8, 9 and 10 on x64, as they lie in memory. Several patterns of one kind are its variants, or parts of what
/// is longer than the code that is read around an address. No longer than half of that: else it could be cut off.
/// </summary>
internal static class StubPatterns
{
    private const string Imm32 = "........";
    private const string Imm64 = "................";

    /// <summary>mov of a register to another.</summary>
    private const string Move = "4.89..";

    private const int MaxMoves = 6;

    private static readonly string[] DictionaryLoads = ["", "488b40.. ", "488b40.. 488b40.. "];
    private static readonly string[] DictionaryEntries =
    [
        "488b40..", $"488b80{Imm32}", $"4881b8{Imm32}{Imm32} 7e.. 488b40..", $"4881b8{Imm32}{Imm32} 7e.. 488b80{Imm32}",
    ];

    private static readonly string[] DictionaryEnds = ["c3", $"4885c0 7401 c3 48be{Imm64} e9{Imm32}"];

    // In order: the parts of some are the whole of others.
    private static readonly StubPattern[] All =
    [
        .. WriteBarrier(),
        .. Precode(),
        .. VirtualCall(),
        .. StubLinker(),
        .. ReadyToRunHelper(),
        new(StubKind.Jump, $"48b8{Imm64} ffe0"),
    ];

    /// <summary>Bytes of the longest pattern.</summary>
    public static int LongestBytes => All.Max(pattern => pattern.Length);

    /// <summary>The kind of what an instruction at <paramref name="position"/> belongs to.</summary>
    public static StubKind KindOf(ReadOnlySpan<byte> code, int position)
    {
        foreach (StubPattern pattern in All)
        {
            if (pattern.Matches(code, position))
            {
                return pattern.Kind;
            }
        }

        return StubKind.Other;
    }

    // The runtime copies one of these variants into memory of its own, and another one when the collector asks for it.
    private static IEnumerable<StubPattern> WriteBarrier() => Of(
        StubKind.WriteBarrier,

        // Of a place that may lie outside the heap.
        $"488d05{Imm32} 483b38 7212 488d05{Imm32} 483b38 7306 ff25{Imm32} 488937 c3",

        // Generations by region.
        $"488937 4989f8 48b8{Imm64} 48c1ef16 803c0700 7504 f3c3",
        $"49b9{Imm64} 4c39ce 7301 c3 49b9{Imm64} 4c39ce 7202 f3c3",
        $"48c1ee16 8a1406 3a1407 7203 f3c3 90 48b8{Imm64}",
        "4489c1 49c1e80b c1e908 83e107 b201 d2e2 41841400 7402 f3c3 f041081400",
        "49c1e80b 41803c00ff 7502 f3c3 41c60400ff",
        $"48b8{Imm64} 49c1e80a 41803c00ff 7502 f3c3 41c60400ff c3",
        $"49c1e80a 48b8{Imm64} 41803c00ff 7502 f3c3 41c60400ff c3",

        // Generations by address.
        $"488937 0f1f00 48b8{Imm64} 4839c6 72..",
        $"488937 0f1f00 48b8{Imm64} 48c1ef0b",
        $"4839c6 72.. 90 49b8{Imm64} 4c39c6 73..",
        $"48b8{Imm64} 48c1ef0b 803c07ff 7502 f3c3 c60407ff",
        $"48b8{Imm64} 48c1ef0a 803c07ff 7502 f3c3 c60407ff c3",

        // While the collector works beside the program: what was written to is marked for it, too.
        $"488937 4889f8 49ba{Imm64} 48c1e80c 6690 49bb{Imm64} 4c01d0 803800 75.. c600ff",
        $"4c39de 72.. 0f1f00 49ba{Imm64} 4c39d6 73..",
        $"4c39de 72.. 48c1ef0b 6690 48b8{Imm64} 803c07ff 7502 f3c3 c60407ff",
        $"48b8{Imm64} 48c1ef0b 803c07ff 7502 f3c3 c60407ff 6690 48c1ef0a",
        $"48c1ef0a 48b8{Imm64} 803c07ff 7502 f3c3 c60407ff c3",
        $"48c1ef0b 42803c1fff 7502 f3c3 42c6041fff 90 49bb{Imm64}",
        "48c1ef0a 42803c1fff 7502 f3c3 42c6041fff c3",
        $"488937 4889f8 49b8{Imm64} 48c1e80c 4c01c0 4989f8 48c1ef16 803800 7503 c600ff",
        $"48b8{Imm64} 803c0700 7508 f3c3");

    private static IEnumerable<StubPattern> Precode() =>
    [
        new(StubKind.FixupPrecode, $"ff25{Imm32} 4c8b15{Imm32} ff25{Imm32}"),
        new(StubKind.StubPrecode, $"4c8b15{Imm32} ff25{Imm32}"),
        new(StubKind.ReversePInvoke, $"49ba{Imm64} 48b8{Imm64} 48ffe0"),
        new(StubKind.CallCounting, $"488b05{Imm32} 66ff08 7406 ff25{Imm32} ff25{Imm32}"),
    ];

    private static IEnumerable<StubPattern> VirtualCall() =>
    [
        .. Of(
            StubKind.VirtualCallTable,
            "488b07 488b40.. ff60..",
            $"488b07 488b80{Imm32} ff60..",
            $"488b07 488b40.. ffa0{Imm32}",
            $"488b07 488b80{Imm32} ffa0{Imm32}"),
        .. Of(
            StubKind.VirtualCallDispatch,
            $"48b8{Imm64} 483907 90 48b8{Imm64} 0f85{Imm32} ffe0",
            $"48b8{Imm64} 483907 48b8{Imm64} 0f85{Imm32} ffe0",
            $"48b8{Imm64} 483907 48b8{Imm64} 75.. ffe0"),
        .. Of(
            StubKind.VirtualCallResolve,
            $"488b07 52 49ba{Imm64} 488bd0 48c1e80c 4803c2 4835{Imm32} 4825{Imm32}",
            $"52 49ba{Imm64} 488b07 488bd0 48c1e80c 4803c2 4835{Imm32} 4825{Imm32}",
            $"4a8b0410 49ba{Imm64} 483b5000 75.. 4c3b5008 75.. 488b4010 5a ffe0",
            $"48b8{Imm64} 8300ff 7d.. 4983cb01 52 49ba{Imm64} 50 48b8{Imm64} ffe0"),
        .. Of(
            StubKind.VirtualCallLookup,
            $"49ba{Imm64} 50 48b8{Imm64} ffe0",
            $"48b8{Imm64} 50 48b8{Imm64} ffe0"),
    ];

    // Made instruction by instruction: as many moves as the method has arguments.
    private static IEnumerable<StubPattern> StubLinker() =>
    [
        .. WithMoves(StubKind.DelegateShuffle, "488bc4 4989fb ", "4d8b53.. 4983c3.. 4.ffe2"),
        .. WithMoves(StubKind.Unboxing, "", $"488b37 4883c708 48b8{Imm64} ffe0"),
        .. WithMoves(StubKind.Unboxing, "", $"4883c708 48b8{Imm64} ffe0"),
        .. WithMoves(StubKind.Instantiating, "", $"48be{Imm64} 48b8{Imm64} ffe0"),
        .. WithMoves(StubKind.Instantiating, "", $"48bf{Imm64} 48b8{Imm64} ffe0"),
        .. WithMoves(StubKind.Instantiating, "", $"48ba{Imm64} 48b8{Imm64} ffe0"),
    ];

    private static IEnumerable<StubPattern> ReadyToRunHelper() => Of(
        StubKind.ReadyToRunHelper,
        [
            $"48b8{Imm64} c3",
            $"48b8{Imm64} 488b00 c3",
            $"48a1{Imm64} 4883c0.. c3",
            $"48bf{Imm64} 48be{Imm64} e9{Imm32}",
            $"488bf7 48bf{Imm64} e9{Imm32}",
            $"48bf{Imm64} e9{Imm32}",
            .. DictionaryLookup(),
            $"48be{Imm64} e9{Imm32}",
            $"48ba{Imm64} e9{Imm32}",
        ]);

    // An entry of a generic dictionary: where it lies, whether the dictionary is that long, and what fills it.
    private static IEnumerable<string> DictionaryLookup() =>
        from before in DictionaryLoads
        from entry in DictionaryEntries
        from end in DictionaryEnds
        select $"488b47.. {before}{entry} {end}";

    private static IEnumerable<StubPattern> WithMoves(StubKind kind, string before, string after) => Of(
        kind,
        Enumerable.Range(0, MaxMoves + 1).Select(moves => before + string.Concat(Enumerable.Repeat($"{Move} ", moves)) + after));

    private static IEnumerable<StubPattern> Of(StubKind kind, params IEnumerable<string> codes) =>
        codes.Select(code => new StubPattern(kind, code));
}
