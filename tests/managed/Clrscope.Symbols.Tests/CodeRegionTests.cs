using Clrscope.Segment;
using Clrscope.Symbols.Code;

namespace Clrscope.Symbols.Tests;

public sealed class CodeRegionTests
{
    [Fact]
    public void Code_of_the_runtime_without_a_method_is_a_stub()
    {
        Journal journal = Journal.For(out ProcessSymbols symbols);
        Assert.Equal("[unknown]", symbols.Resolve(0x1500, false, 1).Name);

        journal.Region(0x1000, 0x2000);
        journal.Method(0x1800, 16, "M");
        journal.Library(0x1A00, 0x1B00, "/lib/x.so", 0);

        ResolvedFrame stub = symbols.Resolve(0x1500, isReturnAddress: false, timeNs: 1);
        Assert.Equal(("[clr stub]", FrameKind.Stub), (stub.Name, stub.Kind));
        Assert.Equal("[clr stub]", symbols.Resolve(0x2000, isReturnAddress: true, timeNs: 1).Name);
        Assert.Equal("[unknown]", symbols.Resolve(0x2000, isReturnAddress: false, timeNs: 1).Name);
        Assert.Equal("M", symbols.Resolve(0x1800, isReturnAddress: false, timeNs: 1).Name);
        Assert.Equal(FrameKind.Native, symbols.Resolve(0x1A00, isReturnAddress: false, timeNs: 1).Kind);
    }

    [Fact]
    public void Regions_that_grow_repeat_and_overlap_cover_what_any_of_them_covers()
    {
        var random = new Random(1);
        for (int round = 0; round < 300; round++)
        {
            var regions = new CodeRegions(maxCount: 1000);
            var covered = new HashSet<ulong>();
            for (int i = 0; i < 20; i++)
            {
                ulong start = (ulong)random.Next(60);
                ulong end = start + 1 + (ulong)random.Next(8);
                regions.Add(new CodeRegionInfo(start, end, 0));
                for (ulong address = start; address < end; address++)
                {
                    covered.Add(address);
                }
            }

            Assert.All(
                Enumerable.Range(0, 70).Select(address => (ulong)address),
                address => Assert.Equal(covered.Contains(address), regions.Contains(address)));
            Assert.Equal(covered.Count(address => !covered.Contains(address + 1)), regions.Count);
        }
    }

    [Fact]
    public void Regions_are_bounded()
    {
        var regions = new CodeRegions(maxCount: 10);
        for (ulong i = 0; i < 100; i++)
        {
            regions.Add(new CodeRegionInfo(i * 10, (i * 10) + 5, 0));
        }

        regions.Add(new CodeRegionInfo(ulong.MaxValue - 1, ulong.MaxValue, 0));
        Assert.Equal(10, regions.Count);
        Assert.NotNull(regions.Add(new CodeRegionInfo(0, ulong.MaxValue, 0)));
        Assert.Equal(1, regions.Count);
    }
}
