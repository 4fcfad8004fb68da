namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>A program that was started. Its process group ends with it at the latest when it is disposed.</summary>
internal sealed class RunningProgram : IDisposable
{
    private readonly string _output;
    private readonly string _error;
    private readonly string _command;
    private readonly TaskCompletionSource<ProgramExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RunningProgram(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string directory, string output, string error)
    {
        _output = output;
        _error = error;
        _command = string.Join(' ', command);
        Pid = Spawner.Start(command, environment, directory, output, error);
        new Thread(Wait) { IsBackground = true, Name = $"wait for {Pid}" }.Start();
    }

    internal int Pid { get; }

    internal bool HasEnded => _exit.Task.IsCompleted;

    /// <summary>Standard output so far.</summary>
    internal string Output => File.ReadAllText(_output);

    /// <summary>Standard error so far.</summary>
    internal string Error => File.ReadAllText(_error);

    /// <summary>Sends a signal to the program alone.</summary>
    internal void Signal(int signal)
    {
        if (!HasEnded)
        {
            _ = Posix.Kill(Pid, signal);
        }
    }

    /// <summary>Waits for the end. A program that does not end in time is killed, and the test fails.</summary>
    internal ProgramResult WaitForExit(TimeSpan limit)
    {
        if (!_exit.Task.Wait(limit))
        {
            KillGroup();
            _exit.Task.Wait();
            throw new TimeoutException($"'{_command}' did not end within {limit}.\n{Output}\n{Error}");
        }

        return new(Pid, _exit.Task.Result.Code, Output, Error, _exit.Task.Result.Cpu);
    }

    public void Dispose()
    {
        KillGroup();
        _exit.Task.Wait();
    }

    // The group outlives the program if a child of it does.
    private void KillGroup() => _ = Posix.Kill(-Pid, Posix.SIGKILL);

    private void Wait()
    {
        try
        {
            _exit.SetResult(Spawner.WaitFor(Pid));
        }
        catch (InvalidOperationException error)
        {
            _exit.SetException(error);
        }
    }
}
