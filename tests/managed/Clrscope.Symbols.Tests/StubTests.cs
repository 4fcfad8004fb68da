using Clrscope.Segment;
using Clrscope.Symbols.Stubs;

namespace Clrscope.Symbols.Tests;

public sealed class StubTests
{
    private const ulong Start = 0x7F00_0000_1000;

    /// <summary>
    /// Code as it lay in the memory of running programs, surroundings included. The stub is in brackets.
    /// </summary>
    [Theory]
    [InlineData("fixup precode", "90662e0f1f [ff25fa3f0000 4c8b15fb3f0000 ff25fd3f0000] 90662e0f1f ff25fa3f00004c8b15fb3f0000")]
    [InlineData("stub precode", "4c8b [4c8b15f93f0000 ff25fb3f0000] 906690 ff25fa3f00004c8b 4c8b15f93f0000ff25fb3f0000")]
    [InlineData("call counting", "ff25f83f0000 [488b05f93f0000 66ff08 7406 ff25f63f0000 ff25f83f0000] 488b05f93f0000")]
    [InlineData("virtual call: table", "1000000000000000 [488b07 488b4040 ff6038] 070000000000 488b07488b4040")]
    [InlineData("virtual call: table", "0000000000 [488b07 488b80b0000000 ff6020] 7400000000000000")]
    [InlineData("virtual call: dispatch", "ffe0 [48b82023dae9637f0000 483907 90 48b8b826f2ea637f0000 0f8547feffff ffe0] 48b8")]
    [InlineData("virtual call: resolve", "ffe0 [488b07 52 49baf88a95d194550000 488bd0 48c1e80c 4803c2 483560730000 4825f87f0000] 4a8b0410")]
    [InlineData("virtual call: resolve", "4825f87f0000 [4a8b0410 49ba0000000006000000 483b5000 752b 4c3b5008 7525 488b4010 5a ffe0] 48b8183a91d194550000")]
    [InlineData("virtual call: resolve", "ffe0 [48b8183a91d194550000 8300ff 7dac 4983cb01 52 49ba0000000015000000 50 48b830c81f18387f0000 ffe0] 488b07")]
    [InlineData("virtual call: lookup", "00000000 [49ba0000000015000000 50 48b830c81f18387f0000 ffe0] cccc")]
    [InlineData("delegate shuffle", "50000000 [488bc4 4989fb 4889f7 4889d6 4d8b5320 4983c320 41ffe2] 0180008002800180ffff")]
    [InlineData("delegate shuffle", "24000000 [488bc4 4989fb 4889f7 4d8b5320 4983c320 49ffe2] 01800080ffff")]
    [InlineData("instantiating", "18000060 [48be883cb8ec077f0000 48b8e897b1eb077f0000 ffe0] 0000000000000000")]
    [InlineData("unboxing", "e85645e9077f0000 [4883c708 48b8b89774ec077f0000 ffe0] 0100000010000060")]
    [InlineData("ready-to-run helper", "cccccccccc [48b8480000b32b7f0000 c3] cccccccccc 48bf7045d199377f0000e9")]
    [InlineData("ready-to-run helper", "cccccccccc [488bf7 48bfc004e499377f0000 e9fe3b577e] cccccccccc")]
    [InlineData("ready-to-run helper", "ffffffff00000000 [488b4730 488b4000 488b4000 c3] cccccc")]
    [InlineData("ready-to-run helper", "0500000000000000 [488b4730 488b4000 488b4028 4885c0 7401 c3 48bef8368cec077f0000 e977e4b7fc] cccc")]
    [InlineData("ready-to-run helper", "00000000 [488b4730 488b4008 4881b80800000038000000 7e0a 488b4038 4885c0 7401 c3 48be28a06cdcd67f0000 e93a7bf7ff] cc")]
    [InlineData("ready-to-run helper", "00000000 [488b4730 488b4000 488b8008010000 4885c0 7401 c3 48be48009f606f7f0000 e9241b26fb] cccccccccc")]
    [InlineData("ready-to-run helper", "cccccccccc [48a140be00b8967f0000 4883c008 c3] cc 488bf748bf")]
    [InlineData("instantiating", "80b47f0000 [48ba686aed80b47f0000 48b84014fb80b47f0000 ffe0] 0000000000000000")]
    [InlineData("reverse P/Invoke", "0000000000000000 [49ba0030c6fc9a7f0000 48b85052a4fd9a7f0000 48ffe0] 0000000000000000")]
    [InlineData("jump", "cccccccc [48b8b89774ec077f0000 ffe0] cccccccc")]

    // The write barriers of libcoreclr, in parts: with generations by region, by address, and beside a running collector.
    [InlineData("write barrier", "44000000 [488d05e91c0d00 483b38 7212 488d05e51c0d00 483b38 7306 ff25da3f0c00 488937 c3] 90662e0f1f")]
    [InlineData("write barrier", "0f1f00 [488937 4989f8 48b810d14b49c77e0000 48c1ef16 803c0700 7504 f3c3] 6690")]
    [InlineData("write barrier", "6690 [49b9000000ccc77e0000 4c39ce 7301 c3 49b9000000cc077f0000 4c39ce 7202 f3c3] 48c1ee16")]
    [InlineData("write barrier", "f3c3 [48c1ee16 8a1406 3a1407 7203 f3c3 90 48b840704b5eb77e0000 4489c1 49c1e80b c1e908 83e107 b201 d2e2 41841400 7402 f3c3 f041081400 48b8e0b14e43c77e0000 49c1e80a 41803c00ff 7502 f3c3 41c60400ff c3] 00")]
    [InlineData("write barrier", "7f0000 [49c1e80b 41803c00ff 7502 f3c3 41c60400ff 49c1e80a 48b868256a3ecd7f0000 41803c00ff 7502 f3c3 41c60400ff c3] 00")]
    [InlineData("write barrier", "6690 [488937 0f1f00 48b8e01100d0e67f0000 4839c6 724b] 90")]
    [InlineData("write barrier", "90 [48b840b07c08d77f0000 48c1ef0b 803c07ff 7502 f3c3 c60407ff] 660f1f440000")]
    [InlineData("write barrier", "440000 [48b8c0795f01e77f0000 48c1ef0a 803c07ff 7502 f3c3 c60407ff c3] 662e0f1f84")]
    [InlineData("write barrier", "0f1f00 [488937 4889f8 49ba00795f01e77f0000 48c1e80c 6690 49bb00795f01e77f0000 4c01d0 803800 7503 c600ff] 4c39de")]
    [InlineData("write barrier", "f3c3 [48c1ef0b 42803c1fff 7502 f3c3 42c6041fff 90 49bb00795f01e77f0000 48c1ef0a 42803c1fff 7502 f3c3 42c6041fff c3] 90")]
    [InlineData("write barrier", "0f1f00 [488937 4889f8 49b800795f01e77f0000 48c1e80c 4c01c0 4989f8 48c1ef16 803800 7503 c600ff 48b800795f01e77f0000 803c0700 7508 f3c3] 6690")]
    public void Every_instruction_of_a_stub_tells_its_kind(string kind, string code)
    {
        (byte[] bytes, List<int> instructions) = Parse(code);
        Assert.All(instructions, position => Assert.Equal($"[clr stub] {kind}", NameOf(bytes, position)));
    }

    [Theory]
    [InlineData("[4c8b15f93f0000 ff25]")]
    [InlineData("[55 488bec 488b054d470800 833800 7511 ff15fa500800]")]
    [InlineData("[0000 0000 0000]")]
    public void Other_code_has_the_name_that_all_stubs_have(string code)
    {
        (byte[] bytes, List<int> instructions) = Parse(code);
        Assert.All(instructions, position => Assert.Equal("[clr stub]", NameOf(bytes, position)));
    }

    [Fact]
    public void An_address_within_an_instruction_tells_nothing() =>
        Assert.Equal("[clr stub]", NameOf(Convert.FromHexString("ff25fa3f00004c8b15fb3f0000ff25fd3f0000"), 3));

    [Fact]
    public void No_part_of_a_stub_is_cut_off_by_what_is_read_around_an_address()
    {
        byte[] around = new byte[SegmentLimits.Default.MaxStubCodeBytes];
        Assert.InRange(StubPatterns.LongestBytes, 1, around.Length / 2);
    }

    [Fact]
    public void A_call_of_native_code_that_was_compiled_in_advance_is_told_by_where_it_lies()
    {
        Journal journal = Journal.For(out ProcessSymbols symbols);
        journal.Region(Start, Start + 0x100);
        journal.Stub(new StubCodeInfo(Start + 8, Start, [], StubFlag.Precompiled, 0));

        Assert.Equal("[clr stub] P/Invoke", symbols.Resolve(Start + 9, isReturnAddress: true, timeNs: 1).Name);
    }

    [Fact]
    public void A_later_record_prevails()
    {
        Journal journal = Journal.For(out ProcessSymbols symbols);
        journal.Region(Start, Start + 0x100);
        Assert.Equal("[clr stub]", symbols.Resolve(Start, isReturnAddress: false, timeNs: 1).Name);
        journal.Stub(new StubCodeInfo(Start, Start, Convert.FromHexString("488b07488b4040ff6038"), StubFlag.None, 0));
        Assert.Equal("[clr stub] virtual call: table", symbols.Resolve(Start, isReturnAddress: false, timeNs: 1).Name);
        journal.Stub(new StubCodeInfo(Start, Start, [], StubFlag.None, 0));
        Assert.Equal("[clr stub]", symbols.Resolve(Start, isReturnAddress: false, timeNs: 1).Name);
    }

    [Fact]
    public void Code_that_is_no_stub_is_not_named_by_it()
    {
        Journal journal = Journal.For(out ProcessSymbols symbols);
        journal.Stub(new StubCodeInfo(Start, Start, Convert.FromHexString("488b07488b4040ff6038"), StubFlag.None, 0));
        Assert.Equal("[unknown]", symbols.Resolve(Start, isReturnAddress: false, timeNs: 1).Name);

        journal.Region(Start, Start + 0x100);
        journal.Method(Start, 0x10, "M");
        Assert.Equal("M", symbols.Resolve(Start, isReturnAddress: false, timeNs: 1).Name);
    }

    [Fact]
    public void Stubs_are_bounded()
    {
        Journal journal = Journal.For(out ProcessSymbols symbols, new SymbolCache(new SymbolLimits { MaxStubs = 2 }));
        journal.Region(Start, Start + 0x100);
        for (ulong i = 0; i < 3; i++)
        {
            journal.Stub(new StubCodeInfo(Start + i, Start + i, Convert.FromHexString("488b07488b4040ff6038"), StubFlag.None, 0));
        }

        Assert.Equal("[clr stub] virtual call: table", symbols.Resolve(Start + 1, isReturnAddress: false, timeNs: 1).Name);
        Assert.Equal("[clr stub]", symbols.Resolve(Start + 2, isReturnAddress: false, timeNs: 1).Name);
    }

    [Fact]
    public void Random_code_harms_nobody()
    {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] code = new byte[random.Next(1, 130)];
            random.NextBytes(code);
            Assert.StartsWith("[clr stub]", NameOf(code, random.Next(code.Length + 1)), StringComparison.Ordinal);
        }
    }

    private static string NameOf(byte[] code, int position)
    {
        Journal journal = Journal.For(out ProcessSymbols symbols);
        journal.Region(Start, Start + 0x1000);
        ulong address = Start + (ulong)position;

        // As much as the native half sends.
        int reach = SegmentLimits.Default.MaxStubCodeBytes / 2;
        int start = Math.Max(0, position - reach);
        byte[] sent = code[start..Math.Min(code.Length, position + reach)];
        journal.Stub(new StubCodeInfo(address, Start + (ulong)start, sent, StubFlag.None, 0));
        ResolvedFrame frame = symbols.Resolve(address, isReturnAddress: false, timeNs: 1);
        Assert.Equal((FrameKind.Stub, address), (frame.Kind, frame.Address));
        return frame.Name;
    }

    /// <summary>The bytes, and where those instructions begin that are in brackets.</summary>
    private static (byte[] Bytes, List<int> Instructions) Parse(string code)
    {
        List<byte> bytes = [];
        List<int> instructions = [];
        bool isStub = false;
        foreach (string word in code.Split(' '))
        {
            isStub |= word.StartsWith('[');
            if (isStub)
            {
                instructions.Add(bytes.Count);
            }

            bytes.AddRange(Convert.FromHexString(word.Trim('[', ']')));
            isStub &= !word.EndsWith(']');
        }

        return ([.. bytes], instructions);
    }
}
