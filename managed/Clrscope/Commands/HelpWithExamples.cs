using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Clrscope.CommandLine.Commands;

/// <summary>A command whose help goes on after the options.</summary>
internal sealed class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines with what they do.</summary>
    public required string Examples { get; init; }

    /// <summary>Text that follows the examples, or null.</summary>
    public string? Epilogue { get; init; }
}

/// <summary>Shows a command's help with its examples.</summary>
internal sealed class HelpWithExamples(HelpAction inner, string rootExamples) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = inner.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        DocumentedCommand? command = parseResult.CommandResult.Command as DocumentedCommand;
        output.WriteLine("Examples:");
        output.WriteLine(command?.Examples ?? rootExamples);
        if (command?.Epilogue is string epilogue)
        {
            output.WriteLine();
            output.WriteLine(epilogue);
        }

        return exitCode;
    }
}
