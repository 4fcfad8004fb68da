namespace Clrscope.Recording.Format;

/// <summary>What a reader accepts at most; a writer stays well below, so that no recording of ours is ever refused.</summary>
internal static class FormatLimits
{
    /// <summary>Size of a file in bytes.</summary>
    internal const long MaxFileBytes = 1L << 30;

    /// <summary>Size of a block's content when unpacked, in bytes.</summary>
    internal const int MaxBlockBytes = 16 << 20;

    /// <summary>Samples of a block.</summary>
    internal const int MaxBlockSamples = 1 << 20;

    /// <summary>Size of all table blocks of a file when unpacked, in bytes.</summary>
    internal const int MaxTableBytes = 128 << 20;

    /// <summary>Size of a string in UTF-8, in bytes.</summary>
    internal const int MaxStringBytes = 32 << 10;

    internal const int MaxStrings = 1 << 20;
    internal const int MaxModules = 1 << 16;
    internal const int MaxProcesses = 1 << 16;
    internal const int MaxThreads = 1 << 18;
    internal const int MaxFrames = 1 << 20;
    internal const int MaxStacks = 1 << 23;
    internal const int MaxAttributes = 255;

    /// <summary>Frames of a stack. Entries that build on one another take two bytes each, and each is a stack.</summary>
    internal const int MaxDepth = 1024;

    /// <summary>Times of spans and samples, from 0 on: differences and sums of two never overflow.</summary>
    internal const long MaxUnixNs = long.MaxValue / 2;

    /// <summary>LZ4 makes at most 255 bytes of one.</summary>
    internal static bool CanUnpackTo(int storedBytes, int rawBytes) => rawBytes <= ((long)storedBytes * 255) + 64;
}
