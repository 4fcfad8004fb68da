namespace Clrscope.CommandLine;

/// <summary>What the program ends with when it is not the exit code of a command that it ran.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Something could not be done.</summary>
    public const int Failure = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The command to run is there, but cannot be run; the code that shells use.</summary>
    public const int NotExecutable = 126;

    /// <summary>There is no such command; the code that shells use.</summary>
    public const int NotFound = 127;
}
