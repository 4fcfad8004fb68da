namespace Clrscope.Recording.Format;

/// <summary>How the content of a block is stored.</summary>
internal enum BlockPacking : byte
{
    /// <summary>As it is.</summary>
    None = 0,

    /// <summary>As one LZ4 block, without a frame.</summary>
    Lz4 = 1,
}
