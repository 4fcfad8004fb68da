using System.ComponentModel;
using System.Diagnostics;
using Clrscope.CommandLine.Platform;

namespace Clrscope.CommandLine.Run;

/// <summary>The command that is run: it has our standard streams, our terminal and the signals that are sent to us.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly SignalForwarder _signals = new();
    private readonly Process _process;

    /// <exception cref="CommandException">The command cannot be run.</exception>
    public ChildProcess(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment)
    {
        ProcessStartInfo start = new(CommandPath.Find(command[0]), command.Skip(1)) { UseShellExecute = false };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            _signals.Dispose();
            throw new CommandException($"{start.FileName}: cannot be run: {error.Message}", ExitCode.NotExecutable);
        }

        _signals.ForwardTo(_process.Id);
    }

    /// <summary>Waits for the end, at most <paramref name="limit"/>; whether it has come.</summary>
    public bool WaitForExit(TimeSpan limit) => _process.WaitForExit(limit);

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code, or 128 + n for signal n.</returns>
    public int WaitForExit()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signals.Dispose();
        _process.Dispose();
    }
}
