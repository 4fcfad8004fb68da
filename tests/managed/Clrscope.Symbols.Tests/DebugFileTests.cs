using System.Globalization;

namespace Clrscope.Symbols.Tests;

/// <summary>Stripped libraries whose symbols are somewhere else, made by gcc, objcopy and xz.</summary>
public sealed class DebugFileTests : IDisposable
{
    private const string Source = """
        __attribute__((noinline)) static int hidden_function(int x) { return x * 5 + 1; }
        int shown_function(int x) { return hidden_function(x) + hidden_function(x + 1); }
        """;

    private static readonly byte[] BuildId = [0xAB, 0xCD, 0xEF, 0x01];

    private readonly TemporaryDirectory _directory = new();
    private readonly string _library;
    private readonly string _debug;
    private readonly ulong _hidden;

    public DebugFileTests()
    {
        string source = _directory.File("lib.c");
        string full = _directory.File("full.so");
        _library = _directory.File("libapp.so");
        _debug = _directory.File("libapp.so.debug");
        File.WriteAllText(source, Source);
        Tool.Run("gcc", "-shared", "-fPIC", "-O1", "-g", "-nostdlib", "-Wl,--build-id=0xabcdef01", "-o", full, source);
        Tool.Run("objcopy", "--only-keep-debug", full, _debug);
        Tool.Run("strip", "-o", _library, full);
        _hidden = BinutilsSymbols.Of(full, dynamic: false).Single(symbol => symbol.Name == "hidden_function").Address;
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Without_a_debug_file_a_function_goes_by_its_start() =>
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"libapp.so+0x{_hidden:x}"), NameOfHidden());

    [Fact]
    public void A_debug_file_is_found_by_build_id()
    {
        Place(".build-id/ab/cdef01.debug");

        Assert.Equal("hidden_function", NameOfHidden());
    }

    [Fact]
    public void A_debug_file_of_another_build_is_passed_over()
    {
        Place(".build-id/ab/cdef01.debug");
        Tool.Run("objcopy", "--remove-section", ".note.gnu.build-id", Path.Combine(Root, "debug/.build-id/ab/cdef01.debug"));

        Assert.NotEqual("hidden_function", NameOfHidden());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".debug")]
    public void A_debug_file_is_found_by_its_link(string folder)
    {
        Link();
        Directory.CreateDirectory(Path.Combine(Root, folder));
        File.Move(_debug, Path.Combine(Root, folder, "libapp.so.debug"), overwrite: true);

        Assert.Equal("hidden_function", NameOfHidden());
    }

    [Fact]
    public void A_debug_file_is_found_by_its_link_under_the_systems_directory()
    {
        Link();
        Place(Root.TrimStart('/') + "/libapp.so.debug");
        File.Delete(_debug);

        Assert.Equal("hidden_function", NameOfHidden());
    }

    [Fact]
    public void A_debug_file_with_another_checksum_is_passed_over()
    {
        Link();
        File.AppendAllText(_debug, "x");

        Assert.NotEqual("hidden_function", NameOfHidden());
    }

    [Fact]
    public void Symbols_may_be_packed_inside()
    {
        Pack();

        Assert.Equal("hidden_function", NameOfHidden());
    }

    [Fact]
    public void Damaged_packed_symbols_cost_names_only()
    {
        Pack();
        byte[] original = File.ReadAllBytes(_library);
        int packed = original.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z']);
        var mutations = new Mutations(original, seed: 3);
        for (int i = 0; i < 1000; i++)
        {
            File.WriteAllBytes(_library, mutations.Next(packed..(packed + 200)));
            Assert.NotEmpty(NameOfHidden());
        }
    }

    [Fact]
    public void A_damaged_debug_file_costs_names_only()
    {
        Place(".build-id/ab/cdef01.debug");
        string path = Path.Combine(Root, "debug/.build-id/ab/cdef01.debug");
        var mutations = new Mutations(File.ReadAllBytes(path), seed: 4);
        for (int i = 0; i < 1000; i++)
        {
            File.WriteAllBytes(path, mutations.Next(..1024));
            Assert.NotEmpty(NameOfHidden());
        }
    }

    private string Root => Path.GetDirectoryName(_library)!;

    private void Link() => Tool.Run("objcopy", $"--add-gnu-debuglink={_debug}", _library);

    private void Pack()
    {
        Tool.Run("xz", "--keep", _debug);
        Tool.Run("objcopy", "--add-section", $".gnu_debugdata={_debug}.xz", _library);
        File.Delete(_debug);
    }

    private void Place(string name)
    {
        string path = Path.Combine(Root, "debug", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(_debug, path);
    }

    private string NameOfHidden()
    {
        var limits = new SymbolLimits { DebugDirectory = Path.Combine(Root, "debug") };
        Journal journal = Journal.For(out ProcessSymbols symbols, new SymbolCache(limits));
        journal.Library(0x7000_0000, 0x7000_9000, _library, 0x7000_0000, BuildId);
        return symbols.Resolve(0x7000_0000 + _hidden + 1, isReturnAddress: false, timeNs: 1).Name;
    }
}
