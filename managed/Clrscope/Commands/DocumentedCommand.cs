using System.CommandLine;

namespace Clrscope.CommandLine.Commands;

/// <summary>A command whose help goes on after the options.</summary>
internal sealed class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines with what they do.</summary>
    public required string Examples { get; init; }

    /// <summary>Text that follows the examples, or null.</summary>
    public string? Epilogue { get; init; }
}
