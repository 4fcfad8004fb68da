using System.IO.Compression;
using System.Security.Cryptography;

namespace Burn;

/// <summary>CPU time in code that the runtime did not compile: zlib in the framework's own library, SHA-256 in OpenSSL.</summary>
internal static class NativeMode
{
    public static int Run(Arguments arguments)
    {
        var deadline = new Deadline(arguments.Seconds);
        var data = new byte[1 << 20];
        var random = new Random(1);
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)random.Next('a', 'q');
        }

        long compressed = 0;
        int rounds = 0;
        while (!deadline.Passed)
        {
            compressed += Compress(data);
            SHA256.HashData(data);
            rounds++;
        }

        return Report.Print("native", ("rounds", rounds), ("compressed_bytes", compressed));
    }

    private static long Compress(byte[] data)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(data);
        }

        return output.Length;
    }
}
