using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Clrscope.Agent.Configuration;
using Clrscope.CommandLine.Commands;
using Clrscope.CommandLine.Run;
using Clrscope.Export;
using Clrscope.Profiles;
using Clrscope.Recording;
using Clrscope.Segment;

namespace Clrscope.CommandLine;

/// <summary>The program: its commands, and what becomes of their errors.</summary>
internal static class CommandLineApplication
{
    private const string Description = "A continuous profiler for .NET.";

    private const string Examples =
        """
          clrscope run -- dotnet app.dll            profile a program and everything that it starts
          clrscope top clrscope-dotnet-*.pb.gz      the hottest methods of a profile
          clrscope ps                               the processes that are being profiled
          clrscope endpoints                        where the CPU time of the last minutes' requests went
          clrscope slow                             the slowest of them; 'clrscope trace ID' looks into one
        """;

    /// <summary>Does what the arguments say.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error) => Run(args, output, error, RunCommand.Execute);

    /// <summary>The same, with another execution of `run`.</summary>
    internal static int Run(
        string[] args, TextWriter output, TextWriter error, Func<RunOptions, TextWriter, int> executeRun)
    {
        // No response files: what follows `--` belongs to the command that is run, a leading @ included.
        ParseResult parsed = CreateRoot(executeRun).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            foreach (string message in parsed.Errors.Select(parseError => parseError.Message))
            {
                error.WriteLine($"clrscope: {message}");
            }

            error.WriteLine($"Try '{CommandPathOf(parsed)} --help'.");
            return ExitCode.Usage;
        }

        try
        {
            // Commands deal with signals themselves.
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception failure) when (ExitCodeOf(failure) is int exitCode)
        {
            error.WriteLine($"clrscope: {failure.Message}");
            return exitCode;
        }
    }

    private static RootCommand CreateRoot(Func<RunOptions, TextWriter, int> executeRun)
    {
        RootCommand root = new(Description)
        {
            RunCommand.Create(executeRun),
            AgentCommand.Create(),
            PsCommand.Create(),
            TopCommand.Create(),
            FlameCommand.Create(),
            EndpointsCommand.Create(),
            SlowCommand.Create(),
            TraceCommand.Create(),
            ExportCommand.Create(),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, Examples);
        return root;
    }

    private static int? ExitCodeOf(Exception failure) => failure switch
    {
        CommandException command => command.ExitCode,
        SettingsException => ExitCode.Usage,
        SegmentException or ExportException or PprofFormatException or RecordingFormatException => ExitCode.Failure,
        IOException or UnauthorizedAccessException => ExitCode.Failure,
        _ => null,
    };

    private static string CommandPathOf(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "clrscope" : $"clrscope {parsed.CommandResult.Command.Name}";
}
