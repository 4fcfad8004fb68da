using Clrscope.Agent.Collecting;
using Clrscope.Agent.Configuration;

namespace Clrscope.CommandLine.Run;

/// <summary>
/// Runs a command under the profiler: from the private segment directory to the file and the summary. What the command
/// prints and ends with is its own; all that is said here goes to standard error.
/// </summary>
internal sealed class ProfiledRun(RunOptions options, TextWriter error, int? width, TimeProvider time)
{
    /// <summary>Runs to the end of the command.</summary>
    /// <returns>The exit code of the command, or our own if it succeeded and the profile could not be written.</returns>
    /// <exception cref="CommandException">The command could not be run, or the profile has no place to go.</exception>
    /// <exception cref="SettingsException">The configuration is wrong.</exception>
    public int Execute()
    {
        SettingsMonitor settings = new(
            ConfigFileLocation.From(options.Config, EnvironmentVariables.Current()), EnvironmentVariables.Current());
        ProfileFiles files = new(options, time.GetLocalNow());
        if (!File.Exists(ProfilerEnvironment.LibraryPath))
        {
            throw new CommandException(
                $"{ProfilerEnvironment.LibraryPath}: the profiler's library is missing. It belongs beside the clrscope program.");
        }

        if (!settings.Current.CpuEnabled)
        {
            Tell("sampling is switched off (cpu:enabled in clrscope.json, or CLRSCOPE_CPU_ENABLED) and waits to be switched on.");
        }

        using RunDirectory directory = RunDirectory.Create(ProgramVersion.Text);
        using ProcessCollector collector = new(directory.Path, settings, options.Hz, time, Tell);
        using ChildProcess child = new(options.Command, ProfilerEnvironment.For(options, directory.Path));
        collector.Start();
        bool hasEnded = child.WaitForExit(options.Duration ?? Timeout.InfiniteTimeSpan);
        bool isWritten = TryReport(collector, settings, files);
        if (!hasEnded)
        {
            Tell("sampling has stopped; the command runs on.");
        }

        int exitCode = child.WaitForExit();
        return isWritten || exitCode != 0 ? exitCode : ExitCode.Failure;
    }

    private bool TryReport(ProcessCollector collector, SettingsMonitor settings, ProfileFiles files)
    {
        IReadOnlyList<CollectedProcess> processes = collector.Finish();
        CollectedProcess[] sampled = [.. processes.Where(process => process.Samples > 0)];
        if (sampled.Length == 0)
        {
            Tell(NothingProfiled.Explain(options.Command[0], processes.Count, settings.Current.CpuEnabled));
            return true;
        }

        try
        {
            IReadOnlyList<string> paths = files.Write(sampled);
            if (!options.Quiet)
            {
                new RunSummary(error, width).Write(processes, paths, options.Top);
            }

            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Tell($"the profile could not be written: {failure.Message}");
            return false;
        }
    }

    private void Tell(string message) => error.WriteLine($"clrscope: {message}");
}
