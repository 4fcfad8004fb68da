using System.Reflection.PortableExecutable;
using Clrscope.Symbols.Tests.Samples;

namespace Clrscope.Symbols.Tests;

public sealed class DamagedAssemblyTests : IDisposable
{
    private const int Count = 4000;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>Every method has some name, whatever the file holds; both real and fallback names must come up.</summary>
    [Fact]
    public void Gives_real_or_fallback_names_and_never_throws()
    {
        string source = typeof(Plain).Assembly.Location;
        byte[] original = File.ReadAllBytes(source);
        var headers = new PEHeaders(new MemoryStream(original));
        Range metadata = headers.MetadataStartOffset..(headers.MetadataStartOffset + headers.MetadataSize);
        Range tables = headers.MetadataStartOffset..(headers.MetadataStartOffset + (headers.MetadataSize / 4));
        var mutations = new Mutations(original, seed: 20_251_122);
        string path = _directory.File("Damaged.dll");
        int real = 0;
        int fallback = 0;

        for (int i = 0; i < Count; i++)
        {
            File.WriteAllBytes(path, mutations.Next(..1024, metadata, tables, tables));
            var assembly = new AssemblyUnderTest(path, typeof(Plain).Module.ModuleVersionId);
            for (uint token = 0x06000001; token < 0x06000001 + 200; token += (uint)(1 + (i % 7)))
            {
                string name = assembly.NameOf(token);
                Assert.NotEmpty(name);
                Assert.InRange(name.Length, 1, SymbolLimits.Default.MaxNameLength + 8);
                _ = name.StartsWith("Damaged!0x", StringComparison.Ordinal) ? fallback++ : real++;
            }
        }

        Assert.True(real > Count, $"only {real} real names: the damage was too great to test anything");
        Assert.True(fallback > Count, $"only {fallback} fallback names: the damage was too small to test anything");
    }
}
