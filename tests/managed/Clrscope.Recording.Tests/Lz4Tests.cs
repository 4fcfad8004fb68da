using Clrscope.Recording.Format;

namespace Clrscope.Recording.Tests;

public sealed class Lz4Tests
{
    [Fact]
    public void A_library_that_is_not_there_is_none() => Assert.Null(Lz4.Load("libclrscope-no-such-library.so.1"));

    [Fact]
    public void A_library_of_something_else_is_none() => Assert.Null(Lz4.Load("libc.so.6"));

    [Fact]
    public void Without_the_library_recordings_are_larger_and_it_is_said_once()
    {
        using Recorder with = new();
        using Recorder without = new(compress: false);
        for (int i = 0; i < 100; i++)
        {
            with.AddSecond();
            without.AddSecond();
        }

        Assert.Contains("liblz4", Assert.Single(without.Reports), StringComparison.Ordinal);
        Assert.Empty(with.Reports);
        Assert.True(Size(without) > Size(with) * 5 / 4);
        Assert.Equal(without.Samples, Readings.Samples(without.Path));

        static long Size(Recorder recorder) => recorder.Files().Sum(file => new FileInfo(file).Length);
    }

    [Fact]
    public void Both_decoders_make_the_same_of_what_was_compressed()
    {
        Random random = new(17);
        for (int round = 0; round < 500; round++)
        {
            byte[] raw = Compressible(random, random.Next(1, 5000));
            byte[] compressed = Compress(raw);
            byte[] first = new byte[raw.Length];
            byte[] second = new byte[raw.Length];

            Assert.True(Lz4.System!.TryDecompress(compressed, first));
            Assert.True(Lz4Decoder.TryDecompress(compressed, second));
            Assert.Equal(raw, first);
            Assert.Equal(raw, second);
        }
    }

    [Fact]
    public void Damaged_input_makes_no_decoder_fail()
    {
        Random random = new(19);
        byte[] raw = Compressible(random, 3000);
        byte[] compressed = Compress(raw);
        byte[] target = new byte[raw.Length];
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = compressed[..random.Next(compressed.Length + 1)];
            for (int i = random.Next(4); i > 0 && bytes.Length > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)255 : (byte)random.Next(256);
            }

            Lz4Decoder.TryDecompress(bytes, target.AsSpan(0, random.Next(target.Length + 1)));
            Lz4.System!.TryDecompress(bytes, target);
        }
    }

    private static byte[] Compress(byte[] raw)
    {
        byte[] target = new byte[(raw.Length * 2) + 64];
        int size = Lz4.System!.Compress(raw, target);
        Assert.True(size > 0);
        return target[..size];
    }

    private static byte[] Compressible(Random random, int size)
    {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size;)
        {
            int run = Math.Min(random.Next(1, 400), size - i);
            if (i > 0 && random.Next(2) == 0)
            {
                int distance = random.Next(1, i + 1);
                for (int end = i + run; i < end; i++)
                {
                    bytes[i] = bytes[i - distance];
                }
            }
            else
            {
                random.NextBytes(bytes.AsSpan(i, run));
                i += run;
            }
        }

        return bytes;
    }
}
