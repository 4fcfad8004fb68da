using System.Diagnostics;

namespace Clrscope.Symbols.Tests;

/// <summary>Runs compilers and binutils, whose answers ours are compared with.</summary>
internal static class Tool
{
    /// <summary>Standard output of a command that must succeed.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
        return output;
    }
}
