namespace Clrscope.CommandLine.Text;

/// <summary>How a column of a table is laid out.</summary>
internal enum ColumnLayout
{
    /// <summary>Flush left.</summary>
    Left,

    /// <summary>Flush right, for numbers.</summary>
    Right,

    /// <summary>Flush left, and shortened in the middle where the line would be too long.</summary>
    Flexible,
}
