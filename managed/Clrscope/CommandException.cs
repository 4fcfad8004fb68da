namespace Clrscope.CommandLine;

/// <summary>Ends a command with a message on standard error.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCode.Failure) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
