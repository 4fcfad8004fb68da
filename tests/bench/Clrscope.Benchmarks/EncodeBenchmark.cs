using BenchmarkDotNet.Attributes;
using Clrscope.Profiles;

namespace Clrscope.Benchmarks;

/// <summary>A profile of 20,000 distinct stacks of 30 frames, from samples to bytes.</summary>
[MemoryDiagnoser]
public class EncodeBenchmark
{
    private const int Stacks = 20_000;
    private const int Frames = 30;
    private const int Functions = 5_000;
    private const int Threads = 16;

    private readonly int[][] _stacks = new int[Stacks][];
    private readonly LabelSet[] _labels = new LabelSet[Threads];
    private Profile _profile = null!;
    private byte[] _encoded = null!;

    [GlobalSetup]
    public void Setup()
    {
        // Stacks of a program share their outer frames: each one here continues a prefix of an earlier one.
        var random = new Random(1);
        _stacks[0] = RandomFrames(random, Frames);
        for (int i = 1; i < Stacks; i++)
        {
            int shared = random.Next(Frames - 1);
            _stacks[i] = [.. RandomFrames(random, Frames - shared), .. _stacks[random.Next(i)][^shared..]];
        }

        for (int i = 0; i < Threads; i++)
        {
            _labels[i] = LabelSet.Create(
                new Label("process", "shop"),
                new Label("pid", 4711),
                new Label("thread id", i),
                new Label("thread name", $"worker {i}"));
        }

        _profile = Aggregate();
        using var output = new MemoryStream();
        PprofWriter.Write(_profile, output);
        _encoded = output.ToArray();
    }

    /// <summary>Samples and locations into a builder, and the profile out of it.</summary>
    [Benchmark]
    public Profile Aggregate()
    {
        var builder = new ProfileBuilder(ProfileKind.Cpu);
        int mapping = builder.AddMapping(new MappingInfo(0, 0, 0, "/app/shop.dll", "") { HasFunctions = true });
        for (int i = 0; i < Functions; i++)
        {
            string name = $"Shop.Catalog.Index<TKey, TValue>.Method{i}(TKey, int)";
            int function = builder.AddFunction(name, "", $"/src/File{i % 300}.cs");
            builder.AddLocation(mapping, (ulong)i * 64, new Line(function, i % 500));
        }

        for (int i = 0; i < Stacks; i++)
        {
            builder.AddSample(_stacks[i], _labels[i % Threads], 1, 10_000_000);
        }

        return builder.Build();
    }

    [Benchmark]
    public void Encode() => PprofWriter.Write(_profile, Stream.Null);

    [Benchmark]
    public Profile Decode() => PprofReader.Read(new MemoryStream(_encoded));

    private static int[] RandomFrames(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(Functions))];
}
