using System.CommandLine;
using Clrscope.CommandLine.Run;
using Clrscope.CommandLine.Status;
using Clrscope.CommandLine.Text;
using Clrscope.Segment;

namespace Clrscope.CommandLine.Commands;

/// <summary>`clrscope ps`: lists the processes that are being profiled.</summary>
internal static class PsCommand
{
    private const string Examples =
        """
          clrscope ps
          clrscope ps --json | jq '.[] | select(.dropped != {})'
        """;

    private const string Epilogue =
        """
        Columns: PER S is samples per second of age, HZ the rate that is asked for, HANDLER the mean time that a sample keeps its
        thread, AGENT the agent that serves the process, LAG what it has not read and the time since its last look. A process
        that is "ended" has left samples that no agent has written yet.
        """;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string?> directory = CommonOptions.Directory("The segment directory [default: all where processes of this user report]");
        Option<bool> json = new("--json") { Description = "As JSON" };
        DocumentedCommand ps = new("ps", "List the processes that are being profiled") { Examples = Examples, Epilogue = Epilogue };
        ps.Add(directory);
        ps.Add(json);
        ps.SetAction(parsed => Execute(
            parsed.GetValue(directory),
            parsed.GetValue(json),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error));
        return ps;
    }

    private static int Execute(string? directory, bool json, TextWriter output, TextWriter error)
    {
        ProcessStatusReader reader = new(TimeProvider.System);
        List<ProcessStatus> processes = [];
        bool allRead = true;
        foreach (string path in DirectoriesOf(directory).SelectMany(SegmentDirectory.EnumerateSegments))
        {
            try
            {
                processes.Add(reader.Read(path));
            }
            catch (SegmentException failure) when (failure.Error == SegmentError.NotFound)
            {
                // It was finished between the two looks.
            }
            catch (SegmentException failure)
            {
                error.WriteLine($"clrscope: {failure.Message}");
                allRead = false;
            }
        }

        if (json)
        {
            ProcessJson.Write(processes, output);
        }
        else if (processes.Count > 0)
        {
            ProcessTable.Write(processes, output, TerminalWidth.OfOutput());
        }
        else
        {
            output.WriteLine("No process is being profiled.");
        }

        return allRead ? ExitCode.Success : ExitCode.Failure;
    }

    private static IEnumerable<string> DirectoriesOf(string? directory)
    {
        if (directory is null)
        {
            return SegmentDirectory.DefaultCandidates().SelectMany(parent => RunDirectory.In(parent).Prepend(parent));
        }

        return Directory.Exists(directory) ? [Path.GetFullPath(directory)] : throw new CommandException($"{directory}: there is no such directory.");
    }
}
