using Clrscope.CommandLine.Platform;

namespace Clrscope.CommandLine.Text;

/// <summary>How wide the terminal is that a stream goes to.</summary>
internal static class TerminalWidth
{
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;

    /// <summary>Columns of the terminal behind standard output; null if it goes elsewhere.</summary>
    public static int? OfOutput() => Terminal.ColumnsOf(OutputDescriptor);

    /// <summary>Columns of the terminal behind standard error; null if it goes elsewhere.</summary>
    public static int? OfError() => Terminal.ColumnsOf(ErrorDescriptor);
}
