using Clrscope.Recording.Format;

namespace Clrscope.Recording.Reading;

/// <summary>A block and where its content begins.</summary>
internal readonly record struct IndexedBlock(long ContentAt, BlockHeader Header)
{
    /// <summary>Whether something in it may lie in a stretch of time.</summary>
    internal bool Touches(long fromUnixNs, long toUnixNs) => Header.FirstUnixNs < toUnixNs && Header.LastUnixNs >= fromUnixNs;
}
