using System.Reflection;
using Clrscope.Agent.Configuration;
using Clrscope.Agent.Samples;
using Clrscope.Profiles;
using Clrscope.Segment;
using Clrscope.Symbols;
using Clrscope.Testing;
using MethodInfo = Clrscope.Segment.MethodInfo;

namespace Clrscope.Agent.Tests.Sessions;

/// <summary>What a profile keeps of resolved frames.</summary>
public sealed class SymbolizedProfileTests
{
    private const ulong Code = 0x10_0000;

    [Fact]
    public void Lines_files_and_the_name_in_the_metadata_are_kept()
    {
        Profile profile = Collect(Code + 1);

        LocationInfo location = Assert.Single(profile.Locations);
        FunctionInfo function = Assert.Single(profile.Functions);
        Assert.Equal($"{typeof(SymbolizedProfileTests).FullName}.Spin.get", function.Name);
        Assert.Equal($"{typeof(SymbolizedProfileTests).FullName}.get_Spin", function.SystemName);
        Assert.EndsWith("SymbolizedProfileTests.cs", function.FileName, StringComparison.Ordinal);
        Assert.True(function.StartLine > 0);
        Assert.Equal(function.StartLine, Assert.Single(location.Lines).LineNumber);
        MappingInfo mapping = profile.Mappings[location.Mapping];
        Assert.Equal((true, true, true), (mapping.HasFunctions, mapping.HasFileNames, mapping.HasLineNumbers));
    }

    [Fact]
    public void Code_without_lines_claims_none()
    {
        Profile profile = Collect(Code + 0x1000);

        MappingInfo mapping = profile.Mappings[Assert.Single(profile.Locations).Mapping];
        Assert.Equal((true, false, false), (mapping.HasFunctions, mapping.HasFileNames, mapping.HasLineNumbers));
    }

    /// <summary>The kernel stands above the function that called it, and only at the innermost end of a stack.</summary>
    [Fact]
    public void A_system_call_is_the_innermost_frame()
    {
        string path = Path.GetTempFileName();
        try
        {
            byte[] image = new byte[4096];
            ((byte[])[0xB8, 1, 0, 0, 0, 0x0F, 0x05]).CopyTo(image, 0x100);
            "\u007fELF\u0002\u0001"u8.CopyTo(image);
            File.WriteAllBytes(path, image);
            var library = new LibraryInfo(Code, Code + 0x1000, 0, Code, [], path, 0);
            ulong behindCall = Code + 0x107;

            Profile profile = Collect(journal => journal.OnLibrary(library), behindCall, behindCall + 1);

            Assert.Equal(
                ["[kernel] write", $"{Path.GetFileName(path)}+0x107", $"{Path.GetFileName(path)}+0x107"],
                profile.Samples[0].Locations.Select(location => profile.Functions[profile.Locations[location].Lines[0].Function].Name));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static int Spin => 1;

    private static Profile Collect(params ulong[] frames) => Collect(
        journal =>
        {
            Module own = typeof(SymbolizedProfileTests).Module;
            uint token = (uint)typeof(SymbolizedProfileTests)
                .GetProperty(nameof(Spin), BindingFlags.NonPublic | BindingFlags.Static)!.GetMethod!.MetadataToken;
            journal.OnModule(new ModuleInfo(1, 0, 0, own.ModuleVersionId, own.Assembly.Location, "own", 0));
            journal.OnModule(new ModuleInfo(2, 0, 0, Guid.NewGuid(), "/nowhere.dll", "nowhere", 0));
            journal.OnMethod(new MethodInfo(
                1, 1, 1, 0, token, default, [new CodeRange(Code, 16)], [new IlMapEntry(0, 0, 16)], "", 0));
            journal.OnMethod(new MethodInfo(2, 2, 2, 0, token, default, [new CodeRange(Code + 0x1000, 16)], [], "", 0));
        },
        frames);

    private static Profile Collect(Action<IJournalSink> learn, params ulong[] frames)
    {
        var symbols = new ProcessSymbols(new SymbolCache());
        learn(symbols);
        var feed = new ProcessFeed(1, symbols);
        feed.OnSample(SegmentBuilder.Sample(), frames);
        return feed.Window.Build(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1), cpuHz: 100, LabelGroups.All);
    }
}
