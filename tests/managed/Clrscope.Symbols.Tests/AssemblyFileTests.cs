using System.Diagnostics;
using System.Reflection;
using Clrscope.Symbols.Tests.Samples;

namespace Clrscope.Symbols.Tests;

public sealed class AssemblyFileTests : IDisposable
{
    private static readonly Module Module = typeof(Plain).Module;
    private static readonly uint Token = (uint)typeof(Plain).GetMethod(nameof(Plain.Nothing))!.MetadataToken;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void An_assembly_that_was_rebuilt_gives_no_wrong_names()
    {
        string path = _directory.File("Shop.dll");
        File.Copy(Module.Assembly.Location, path);

        string name = new AssemblyUnderTest(path, Module.ModuleVersionId).NameOf(Token);
        Assert.Equal("Clrscope.Symbols.Tests.Samples.Plain.Nothing()", name);
        Assert.Equal($"Shop!0x{Token:X8} [changed on disk]", new AssemblyUnderTest(path, Guid.NewGuid()).NameOf(Token));
    }

    [Fact]
    public void Without_an_MVID_nothing_can_be_checked_and_nothing_is_claimed() =>
        Assert.Equal(
            $"Clrscope.Symbols.Tests!0x{Token:X8}", new AssemblyUnderTest(Module.Assembly.Location, Guid.Empty).NameOf(Token));

    [Theory]
    [InlineData("/nonexistent/Shop.dll")]
    [InlineData("relative/Shop.dll")]
    [InlineData("/dev/null/Shop.dll")]
    [InlineData("/nul\0/Shop.dll")]
    public void A_file_that_cannot_be_opened_gives_tokens(string path) =>
        Assert.Equal("Shop!0x06000001", new AssemblyUnderTest(path, Guid.NewGuid()).NameOf(0x06000001));

    [Theory]
    [InlineData(0x06FFFFFFu)]
    [InlineData(0x06000000u)]
    [InlineData(0x02000001u)]
    [InlineData(0u)]
    [InlineData(0xFFFFFFFFu)]
    public void A_token_that_is_no_method_of_the_assembly_is_shown_as_it_is(uint token) =>
        Assert.Equal(
            $"Clrscope.Symbols.Tests!0x{token:X8}",
            new AssemblyUnderTest(Module.Assembly.Location, Module.ModuleVersionId).NameOf(token));

    [Fact]
    public void A_directory_and_a_device_are_no_assemblies()
    {
        Assert.Equal("dev!0x06000001", new AssemblyUnderTest("/dev", Guid.NewGuid()).NameOf(0x06000001));
        Assert.Equal("zero!0x06000001", new AssemblyUnderTest("/dev/zero", Guid.NewGuid()).NameOf(0x06000001));
    }

    [Fact]
    public async Task A_FIFO_does_not_block_the_reader()
    {
        string fifo = _directory.File("Pipe.dll");
        string link = _directory.File("Link.dll");
        using (Process mkfifo = Process.Start("mkfifo", fifo))
        {
            await mkfifo.WaitForExitAsync();
        }

        File.CreateSymbolicLink(link, fifo);

        Task<string[]> names = Task.Run(() => new[] { fifo, link }
            .Select(path => new AssemblyUnderTest(path, Guid.NewGuid()).NameOf(0x06000001)).ToArray());

        Assert.Equal(["Pipe!0x06000001", "Link!0x06000001"], await names.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Metadata_beyond_the_limit_is_not_read() =>
        Assert.Equal(
            $"Clrscope.Symbols.Tests!0x{Token:X8}",
            new AssemblyUnderTest(
                Module.Assembly.Location, Module.ModuleVersionId, new SymbolLimits { MaxMetadataBytes = 1000 }).NameOf(Token));

    [Fact]
    public void A_name_beyond_the_limit_loses_its_parameters_first()
    {
        uint token = (uint)typeof(Plain).GetMethod(nameof(Plain.Primitives))!.MetadataToken;
        string shortened = "Clrscope.Symbols.Tests.Samples.Plain.Primitives(?)";

        Assert.Equal(shortened, NameWithin(shortened.Length));
        Assert.Equal($"Clrscope.Symbols.Tests!0x{token:X8}", NameWithin(30));

        string NameWithin(int maxLength) => new AssemblyUnderTest(
            Module.Assembly.Location, Module.ModuleVersionId, new SymbolLimits { MaxNameLength = maxLength }).NameOf(token);
    }

    [Fact]
    public void Processes_share_what_was_read()
    {
        string path = _directory.File("Shop.dll");
        File.Copy(Module.Assembly.Location, path);
        var cache = new SymbolCache();
        Assert.EndsWith(".Nothing()", NameOfNothing(), StringComparison.Ordinal);

        File.Delete(path);

        Assert.EndsWith(".Nothing()", NameOfNothing(), StringComparison.Ordinal);

        string NameOfNothing()
        {
            Journal journal = Journal.For(out ProcessSymbols symbols, cache);
            journal.Module(1, path, Module.ModuleVersionId, "Shop");
            journal.Method(0x10000, 16, moduleId: 1, token: Token);
            return symbols.Resolve(0x10000, isReturnAddress: false, timeNs: 1).Name;
        }
    }

    [Fact]
    public void A_name_survives_the_eviction_of_its_assembly()
    {
        var cache = new SymbolCache(new SymbolLimits { AssemblyCacheBytes = 1 });
        Journal journal = Journal.For(out ProcessSymbols symbols, cache);
        string[] paths = [Module.Assembly.Location, typeof(FactAttribute).Assembly.Location];
        journal.Module(1, paths[0], Module.ModuleVersionId, "A");
        journal.Module(2, paths[1], typeof(FactAttribute).Module.ModuleVersionId, "B");
        journal.Method(0x10000, 16, moduleId: 1, token: Token);
        journal.Method(0x20000, 16, moduleId: 2, token: (uint)typeof(FactAttribute).GetConstructors()[0].MetadataToken);

        for (uint offset = 0; offset < 16; offset++)
        {
            Assert.EndsWith(".Nothing()", symbols.Resolve(0x10000 + offset, false, 1).Name, StringComparison.Ordinal);
            Assert.Equal("Xunit.FactAttribute.FactAttribute()", symbols.Resolve(0x20000 + offset, false, 1).Name);
        }
    }

    [Fact]
    public void Several_threads_may_share_a_cache_that_evicts()
    {
        var cache = new SymbolCache(new SymbolLimits { AssemblyCacheBytes = 1 });
        Type[] types = [typeof(Plain), typeof(FactAttribute), typeof(Assert)];

        Parallel.For(0, 200, i =>
        {
            Type type = types[i % types.Length];
            ConstructorInfo constructor = type.GetTypeInfo().DeclaredConstructors.First();
            Journal journal = Journal.For(out ProcessSymbols symbols, cache);
            journal.Module(1, type.Assembly.Location, type.Module.ModuleVersionId, "A");
            journal.Method(0x10000, 16, moduleId: 1, token: (uint)constructor.MetadataToken);

            Assert.Equal($"{type.FullName}.{type.Name}()", symbols.Resolve(0x10000, isReturnAddress: false, timeNs: 1).Name);
        });
    }
}
