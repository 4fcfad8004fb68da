using Clrscope.Segment;

namespace Clrscope.Symbols.Tests;

public sealed class FrameTests
{
    private readonly ProcessSymbols _symbols;
    private readonly Journal _journal;

    public FrameTests() => _journal = Journal.For(out _symbols);

    [Fact]
    public void Every_pseudo_frame_has_its_text()
    {
        foreach (PseudoFrame value in Enum.GetValues<PseudoFrame>())
        {
            ResolvedFrame frame = _symbols.Resolve((ulong)value, isReturnAddress: false, timeNs: 1);

            Assert.Equal(FrameKind.Pseudo, frame.Kind);
            Assert.Equal(Layout.Text(value), frame.Name);
            Assert.Null(frame.Module);
            Assert.Same(frame, _symbols.Resolve((ulong)value, isReturnAddress: true, timeNs: 2));
        }
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(4095UL)]
    [InlineData(4096UL)]
    [InlineData(ulong.MaxValue)]
    public void What_nobody_covers_is_unknown(ulong pc)
    {
        ResolvedFrame frame = _symbols.Resolve(pc, isReturnAddress: true, timeNs: ulong.MaxValue);

        Assert.Equal(FrameKind.Unknown, frame.Kind);
        Assert.Equal("[unknown]", frame.Name);
        Assert.Null(frame.Module);
    }

    [Fact]
    public void The_same_frame_is_given_again()
    {
        _journal.Method(0x10000, 16, "M");

        Assert.Same(_symbols.Resolve(0x10004, false, 1), _symbols.Resolve(0x10005, true, 2));
    }

    [Fact]
    public void Frames_of_one_module_share_it()
    {
        Guid mvid = Guid.NewGuid();
        _journal.Module(1, "/app/Shop.dll", mvid, "Shop");
        _journal.Method(0x10000, 16, "A", moduleId: 1);
        _journal.Method(0x20000, 16, "B", moduleId: 1);

        SymbolModule? module = _symbols.Resolve(0x10000, false, 1).Module;

        Assert.NotNull(module);
        Assert.Same(module, _symbols.Resolve(0x20000, false, 1).Module);
        Assert.Equal("/app/Shop.dll", module.Path);
        Assert.Equal(mvid.ToString("N"), module.BuildId);
        Assert.True(module.Managed);
    }

    [Fact]
    public void A_library_tells_what_a_mapping_of_a_profile_needs()
    {
        _journal.Library(0x7000_1000, 0x7000_9000, "/usr/lib/libx.so.1", 0x7000_0000, [0xAB, 0x01], fileOffset: 0x1000);

        ResolvedFrame frame = _symbols.Resolve(0x7000_1234, false, 1);

        Assert.Equal(FrameKind.Native, frame.Kind);
        Assert.Equal("libx.so.1+0x1234", frame.Name);
        Assert.Equal("", frame.SystemName);
        Assert.NotNull(frame.Module);
        Assert.Equal("/usr/lib/libx.so.1", frame.Module.Path);
        Assert.Equal("ab01", frame.Module.BuildId);
        Assert.Equal((0x7000_1000UL, 0x7000_9000UL, 0x1000UL), (frame.Module.Start, frame.Module.Limit, frame.Module.FileOffset));
        Assert.False(frame.Module.Managed);
    }

    [Theory]
    [InlineData("linux-vdso.so.1")]
    [InlineData("[vdso]")]
    public void The_vdso_has_one_name(string path)
    {
        _journal.Library(0x7FFF_0000, 0x7FFF_2000, path, 0x7FFF_0000);

        ResolvedFrame frame = _symbols.Resolve(0x7FFF_0456, false, 1);

        Assert.Equal("[vdso]", frame.Name);
        Assert.Equal("[vdso]", frame.Module?.Path);
    }

    [Fact]
    public void A_dynamic_method_has_the_name_of_its_record()
    {
        _journal.Method(0x10000, 16, "lambda_method(Closure)", flags: MethodFlag.Dynamic);
        _journal.Method(0x20000, 16, "", flags: MethodFlag.Dynamic);

        ResolvedFrame frame = _symbols.Resolve(0x10000, false, 1);

        Assert.Equal("lambda_method(Closure)", frame.Name);
        Assert.Equal("[dynamic methods]", frame.Module?.Path);
        Assert.Equal("[dynamic method]", _symbols.Resolve(0x20000, false, 1).Name);
    }

    [Fact]
    public void A_method_of_a_module_that_was_never_announced_shows_its_token()
    {
        _journal.Method(0x10000, 16, moduleId: 99, token: 0x06000123);

        Assert.Equal("[unknown module]!0x06000123", _symbols.Resolve(0x10000, false, 1).Name);
    }

    [Fact]
    public void A_full_cache_forgets_and_still_answers()
    {
        Journal journal = Journal.For(out ProcessSymbols symbols, new SymbolCache(new SymbolLimits { MaxCachedFrames = 10 }));
        journal.Method(0x10000, 1000, "M");

        for (ulong pc = 0x10000; pc < 0x10000 + 1000; pc++)
        {
            Assert.Equal(pc, symbols.Resolve(pc, false, 1).Address);
        }
    }
}
