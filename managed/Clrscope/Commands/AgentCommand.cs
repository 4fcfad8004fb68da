using System.CommandLine;
using System.Runtime.InteropServices;
using Clrscope.Agent;
using Clrscope.Agent.Configuration;
using Clrscope.CommandLine.Platform;
using Clrscope.Export;
using Clrscope.Segment;

namespace Clrscope.CommandLine.Commands;

/// <summary>`clrscope agent`: serves the profiled processes of a segment directory until told to stop.</summary>
internal static class AgentCommand
{
    private const string Examples =
        """
          clrscope agent                               in the foreground, until Ctrl-C
          CLRSCOPE_OUTPUT=/var/lib/profiles clrscope agent --config /etc/clrscope.json
        """;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string?> directory = CommonOptions.Directory(
            "The segment directory [default: CLRSCOPE_DIR, else /dev/shm/clrscope-<uid>, else /tmp/clrscope-<uid>]");
        Option<string?> config = CommonOptions.Config();
        Option<bool> idleExit = new("--idle-exit") { Description = "End some time (agent:idleSeconds) after the last profiled process" };
        Option<string?> log = new("--log") { Description = "Also write messages to this file", HelpName = "FILE" };
        DocumentedCommand agent = new("agent", "Write the profiles of all processes that are being profiled")
        {
            Examples = Examples,
            Epilogue = SettingsDocument.ToHelpText(),
        };
        agent.Add(directory);
        agent.Add(config);
        agent.Add(idleExit);
        agent.Add(log);
        agent.SetAction(parsed => Execute(
            parsed.GetValue(directory),
            parsed.GetValue(config),
            parsed.GetValue(idleExit),
            new AgentLog(parsed.InvocationConfiguration.Error, parsed.GetValue(log), TimeProvider.System)));
        return agent;
    }

    private static int Execute(string? directory, string? config, bool idleExit, AgentLog log)
    {
        try
        {
            return Serve(directory, config, idleExit, log);
        }
        catch (Exception failure) when (failure is SettingsException)
        {
            log.Write(failure.Message);
            return ExitCode.Usage;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ExportException or SegmentException)
        {
            log.Write(failure.Message);
            return ExitCode.Failure;
        }
    }

    private static int Serve(string? directory, string? config, bool idleExit, AgentLog log)
    {
        IReadOnlyDictionary<string, string> environment = EnvironmentVariables.Current();
        SettingsMonitor settings = new(ConfigFileLocation.From(config, environment), environment);
        string served = ServedDirectory.Prepare(directory);
        using AgentLock? held = AgentLock.TryTake(served, ProgramVersion.Text);
        if (held is null)
        {
            log.Write($"{served}: another agent serves it.");
            return ExitCode.Success;
        }

        string output = settings.Current.OutputDirectory ?? DefaultOutput.PrepareProfiles();
        ProfileDirectory profiles = new(output);
        profiles.Prepare();
        using AgentHost host = new(
            new AgentOptions(served, idleExit, ProgramVersion.Text)
            {
                Recording = settings.Current.RecordingDirectory,
            },
            held,
            settings,
            profiles,
            new ProfileRetention(output),
            TimeProvider.System,
            log.Write);
        using CancellationTokenSource stop = new();
        using SignalScope signals = new(stop.Cancel, PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT);
        log.Write($"serving {served}, profiles go to {output}.");
        host.Run(stop.Token);
        return ExitCode.Success;
    }
}
