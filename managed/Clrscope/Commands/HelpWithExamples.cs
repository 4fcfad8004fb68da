using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Clrscope.CommandLine.Commands;

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
