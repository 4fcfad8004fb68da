namespace Clrscope.CommandLine.Text;

/// <summary>How wide the terminal is that a stream goes to.</summary>
internal static class TerminalWidth
{
    /// <summary>Columns of the terminal behind standard output; null if it goes elsewhere.</summary>
    public static int? OfOutput() => Console.IsOutputRedirected ? null : Columns();

    /// <summary>Columns of the terminal behind standard error; null if it goes elsewhere.</summary>
    public static int? OfError() => Console.IsErrorRedirected ? null : Columns();

    private static int? Columns() => Console.WindowWidth is > 0 and int columns ? columns : null;
}
