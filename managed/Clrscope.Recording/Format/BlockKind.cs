namespace Clrscope.Recording.Format;

/// <summary>What a block holds. Readers pass over kinds that they do not know.</summary>
internal enum BlockKind : byte
{
    /// <summary>Entries added to the tables of the file.</summary>
    Tables = 1,

    /// <summary>Samples in columns.</summary>
    Samples = 2,

    /// <summary>Spans in rows.</summary>
    Spans = 3,
}
