using Clrscope.Symbols.Native;

namespace Clrscope.Symbols.Tests;

public sealed class DamagedElfTests(NativeSample sample) : IClassFixture<NativeSample>, IDisposable
{
    private const int Count = 4000;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Gives_symbols_or_none_and_never_throws()
    {
        byte[] original = File.ReadAllBytes(sample.Full);
        int sectionHeaders = (int)BitConverter.ToUInt64(original, 40);
        var mutations = new Mutations(original, seed: 20_251_122);
        string path = _directory.File("libdamaged.so");
        int readable = 0;
        int unreadable = 0;

        for (int i = 0; i < Count; i++)
        {
            File.WriteAllBytes(path, mutations.Next(..64, 64..1024, sectionHeaders..));
            var symbols = ElfSymbolTable.Load(path, NativeSample.BuildId, SymbolLimits.Default);
            _ = symbols.Count > 0 ? readable++ : unreadable++;
            for (ulong address = 0; address < 0x4000; address += 7)
            {
                bool found = symbols.TryFind(address, out string name, out ulong start);
                Assert.True(found ? start <= address : name.Length == 0);
            }
        }

        Assert.InRange(readable, Count / 10, Count);
        Assert.InRange(unreadable, Count / 10, Count);
    }

    [Fact]
    public void A_file_that_is_cut_anywhere_is_harmless()
    {
        byte[] original = File.ReadAllBytes(sample.Full);
        string path = _directory.File("libcut.so");

        for (int length = 0; length < original.Length; length += 13)
        {
            File.WriteAllBytes(path, original[..length]);

            // The section headers come last: without all of them there are no symbols.
            Assert.Equal(0, ElfSymbolTable.Load(path, NativeSample.BuildId, SymbolLimits.Default).Count);
        }
    }
}
