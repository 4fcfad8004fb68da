namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>A program that has ended.</summary>
/// <param name="ExitCode">128 + n if signal n ended it.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Cpu">CPU time that the kernel accounts to it and to the children that it waited for.</param>
internal sealed record ProgramResult(int Pid, int ExitCode, string Output, string Error, TimeSpan Cpu)
{
    /// <summary>The lines of standard error.</summary>
    internal string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Fails unless the program ended by itself with exit code 0.</summary>
    internal ProgramResult Successful()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return this;
    }
}
