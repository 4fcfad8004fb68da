namespace Clrscope.Symbols.Tests;

public sealed class CodeLifetimeTests
{
    private readonly ProcessSymbols _symbols;
    private readonly Journal _journal;

    public CodeLifetimeTests() => _journal = Journal.For(out _symbols);

    [Fact]
    public void A_method_covers_its_ranges_and_nothing_else()
    {
        _journal.Method([new(0x10000, 16), new(0x20000, 8)], "Hot");

        Assert.Equal("[unknown]", NameAt(0xFFFF));
        Assert.Equal("Hot", NameAt(0x10000));
        Assert.Equal("Hot", NameAt(0x1000F));
        Assert.Equal("[unknown]", NameAt(0x10010));
        Assert.Equal("Hot", NameAt(0x20007));
        Assert.Equal("[unknown]", NameAt(0x20008));
        Assert.Equal(0x10000UL, _symbols.Resolve(0x20007, false, 1).FunctionStart);
    }

    [Fact]
    public void A_return_address_belongs_to_the_method_of_the_call()
    {
        _journal.Method(0x10000, 16, "Caller");
        _journal.Method(0x10010, 16, "Next");

        ResolvedFrame frame = _symbols.Resolve(0x10010, isReturnAddress: true, timeNs: 1);

        Assert.Equal("Caller", frame.Name);
        Assert.Equal(0x1000FUL, frame.Address);
        Assert.Equal("Next", NameAt(0x10010));
    }

    [Fact]
    public void A_reused_address_gives_each_sample_the_method_of_its_time()
    {
        ulong old = _journal.Method(0x10000, 16, "Old");
        Assert.Equal("Old", NameAt(0x10000, timeNs: 150));

        _journal.UnloadMethod(old, timeNs: 100);
        _journal.Method(0x10000, 16, "New");

        Assert.Equal("Old", NameAt(0x10000, timeNs: 99));
        Assert.Equal("New", NameAt(0x10000, timeNs: 100));
        Assert.Equal("New", NameAt(0x10000, timeNs: 150));
    }

    [Fact]
    public void The_order_of_unload_and_reuse_in_the_journal_does_not_matter()
    {
        ulong old = _journal.Method(0x10000, 16, "Old");
        _journal.Method(0x10000, 16, "New");
        _journal.UnloadMethod(old, timeNs: 100);

        Assert.Equal("Old", NameAt(0x10000, timeNs: 99));
        Assert.Equal("New", NameAt(0x10000, timeNs: 100));
    }

    [Fact]
    public void A_later_record_closes_nothing_before_it_is_valid()
    {
        _journal.Method(0x10000, 16, "First");
        _journal.Method(0x10000, 16, "Second", validFromNs: 100);

        Assert.Equal("First", NameAt(0x10000, timeNs: 99));
        Assert.Equal("Second", NameAt(0x10000, timeNs: 100));
    }

    [Fact]
    public void A_method_has_no_samples_before_it_is_valid()
    {
        _journal.Method(0x10000, 16, "Late", validFromNs: 100);

        Assert.Equal("[unknown]", NameAt(0x10000, timeNs: 99));
        Assert.Equal("Late", NameAt(0x10000, timeNs: 100));
    }

    [Fact]
    public void The_unload_of_a_module_ends_its_methods_only()
    {
        _journal.Method(0x10000, 16, "A", moduleId: 1);
        _journal.Method(0x20000, 16, "B", moduleId: 2);

        _journal.UnloadModule(1, timeNs: 100);

        Assert.Equal("A", NameAt(0x10000, timeNs: 99));
        Assert.Equal("[unknown]", NameAt(0x10000, timeNs: 100));
        Assert.Equal("B", NameAt(0x20000, timeNs: 100));
    }

    [Fact]
    public void A_reused_module_id_does_not_revive_or_end_the_methods_of_the_old_module()
    {
        _journal.Module(1, "", Guid.Empty, "Old");
        _journal.Method(0x10000, 16, moduleId: 1, token: 0x06000001);
        _journal.UnloadModule(1, timeNs: 100);
        _journal.Module(1, "", Guid.Empty, "New");
        _journal.Method(0x10000, 16, moduleId: 1, token: 0x06000001);
        _journal.UnloadModule(1, timeNs: 200);

        Assert.Equal("Old!0x06000001", NameAt(0x10000, timeNs: 99));
        Assert.Equal("New!0x06000001", NameAt(0x10000, timeNs: 199));
        Assert.Equal("[unknown]", NameAt(0x10000, timeNs: 200));
    }

    [Fact]
    public void A_module_is_not_known_by_its_id_after_its_unload()
    {
        _journal.Module(1, "", Guid.Empty, "Old");
        _journal.UnloadModule(1, timeNs: 100);
        _journal.Method(0x10000, 16, moduleId: 1, token: 0x06000001);

        Assert.Equal("[unknown module]!0x06000001", NameAt(0x10000, timeNs: 200));
    }

    [Fact]
    public void An_unload_reaches_frames_that_were_resolved_before()
    {
        ulong key = _journal.Method(0x10000, 16, "Gone");
        Assert.Equal("Gone", NameAt(0x10004, timeNs: 100));

        _journal.UnloadMethod(key, timeNs: 100);

        Assert.Equal("[unknown]", NameAt(0x10004, timeNs: 100));
    }

    [Fact]
    public void A_method_is_found_where_an_unknown_frame_was_resolved_before()
    {
        Assert.Equal("[unknown]", NameAt(0x10004));

        _journal.Method(0x10000, 16, "Learned");

        Assert.Equal("Learned", NameAt(0x10004));
    }

    [Fact]
    public void A_library_can_be_replaced_by_another_one()
    {
        _journal.Library(0x10000, 0x20000, "/lib/libold.so", loadBias: 0x10000);
        Assert.Equal("libold.so+0x10", NameAt(0x10010, timeNs: 200));

        _journal.UnloadLibrary(0x10000, timeNs: 100);
        _journal.Library(0x10000, 0x18000, "/lib/libnew.so", loadBias: 0xF000);

        Assert.Equal("libold.so+0x10", NameAt(0x10010, timeNs: 99));
        Assert.Equal("libnew.so+0x1010", NameAt(0x10010, timeNs: 200));
        Assert.Equal("[unknown]", NameAt(0x18000, timeNs: 200));
    }

    [Fact]
    public void A_method_wins_over_the_library_that_holds_its_code()
    {
        _journal.Library(0x10000, 0x20000, "/app/bundle", loadBias: 0x10000);
        _journal.Method(0x10100, 16, "Compiled");

        Assert.Equal("Compiled", NameAt(0x10100));
        Assert.Equal("bundle+0x110", NameAt(0x10110));
    }

    [Fact]
    public void Unloaded_code_is_forgotten_once_no_sample_can_refer_to_it()
    {
        ulong key = _journal.Method(0x10000, 16, "Old");
        _journal.Method(0x10000, 16, "New");
        _journal.UnloadMethod(key, timeNs: 100);

        _symbols.Forget(beforeNs: 99);
        Assert.Equal("Old", NameAt(0x10000, timeNs: 99));

        _symbols.Forget(beforeNs: 100);
        Assert.Equal("New", NameAt(0x10000, timeNs: 99));
    }

    [Fact]
    public void Ranges_that_hold_no_address_are_passed_over()
    {
        _journal.Method(0x10000, 0, "Empty");
        _journal.Method(ulong.MaxValue - 4, 100, "Beyond the end");
        _journal.Library(0x30000, 0x30000, "/lib/empty.so");
        _journal.Library(0x40000, 0x30000, "/lib/reversed.so");

        Assert.Equal("[unknown]", NameAt(0x10000));
        Assert.Equal("[unknown]", NameAt(ulong.MaxValue - 2));
        Assert.Equal("[unknown]", NameAt(0x30000));
        Assert.Equal("[unknown]", NameAt(0x38000));
    }

    [Fact]
    public void Unloads_of_what_was_never_recorded_are_harmless()
    {
        _journal.UnloadMethod(77, timeNs: 1);
        _journal.UnloadModule(77, timeNs: 1);
        _journal.UnloadLibrary(0x1000, timeNs: 1);
        _journal.EndThread(1, 1, timeNs: 1);
        _journal.Method(0x10000, 16, "Still there");

        Assert.Equal("Still there", NameAt(0x10000, timeNs: 2));
    }

    private string NameAt(ulong pc, ulong timeNs = 1) => _symbols.Resolve(pc, isReturnAddress: false, timeNs).Name;
}
