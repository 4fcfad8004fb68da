using System.CommandLine;
using System.CommandLine.Parsing;
using Clrscope.Agent.Configuration;
using Clrscope.CommandLine.Run;
using Clrscope.CommandLine.Text;

namespace Clrscope.CommandLine.Commands;

/// <summary>`clrscope run`: runs a command and profiles every .NET process that it starts.</summary>
internal static class RunCommand
{
    private const int DefaultTop = 10;

    private const string Examples =
        """
          clrscope run -- dotnet app.dll --port 8080
          clrscope run -o build.pb.gz --hz 1000 -- dotnet build -c Release
          clrscope run --duration 30s -- ./server        the server runs on after the profile is written
          clrscope run --per-process --quiet -- ./tests.sh
        """;

    private const string Epilogue =
        """
        The command keeps its standard streams and its terminal; signals are passed on to it, and its exit code is ours (128 + n
        if signal n ended it; 126 and 127 if it could not be run, 1 if it succeeded and the profile could not be written).
        """;

    /// <summary>The command, which hands what it was asked for and standard error to <paramref name="execute"/>.</summary>
    public static Command Create(Func<RunOptions, TextWriter, int> execute)
    {
        Option<string?> output = new("-o", "--output")
        {
            Description = "The profile's file [default: clrscope-<command>-<time>.pb.gz here]",
            HelpName = "FILE",
        };
        Option<int?> hz = new("--hz")
        {
            Description = $"Samples per second of CPU time, {SettingsTable.CpuHz.Allowed} [default: cpu:hz of the settings]",
            HelpName = "N",
        };
        hz.Validators.Add(result =>
        {
            if (result.Tokens is [Token token] && !SettingsTable.CpuHz.Allows(token.Value))
            {
                result.AddError($"--hz is '{token.Value}'; allowed: {SettingsTable.CpuHz.Allowed}");
            }
        });
        Option<TimeSpan?> duration = new("--duration")
        {
            Description = $"Stop sampling and write the profile after this time: {DurationText.Allowed}",
            HelpName = "TIME",
            CustomParser = ParseDuration,
        };
        Option<bool> perProcess = new("--per-process") { Description = "Write one file for each process: FILE-<process>-<pid>.pb.gz" };
        Option<bool> quiet = new("--quiet", "-q") { Description = "No summary" };
        Option<string?> config = CommonOptions.Config();
        Option<int> top = CommonOptions.Count("--top", DefaultTop, "How many methods the summary shows");
        Argument<string[]> command = new("command")
        {
            Description = "The command and its arguments, after --",
            Arity = ArgumentArity.OneOrMore,
        };
        DocumentedCommand run = new("run", "Run a command and profile every .NET process that it starts")
        {
            Examples = Examples,
            Epilogue = Epilogue,
        };
        run.Add(output);
        run.Add(hz);
        run.Add(duration);
        run.Add(perProcess);
        run.Add(quiet);
        run.Add(config);
        run.Add(top);
        run.Add(command);
        run.SetAction(parsed =>
        {
            RunOptions options = new()
            {
                Command = CommandAfterSeparator(parsed, parsed.GetRequiredValue(command)),
                Output = parsed.GetValue(output),
                Hz = parsed.GetValue(hz),
                Duration = parsed.GetValue(duration),
                PerProcess = parsed.GetValue(perProcess),
                Quiet = parsed.GetValue(quiet),
                Config = parsed.GetValue(config),
                Top = parsed.GetValue(top),
            };
            return execute(options, parsed.InvocationConfiguration.Error);
        });
        return run;
    }

    /// <summary>Runs the command.</summary>
    public static int Execute(RunOptions options, TextWriter error) =>
        new ProfiledRun(options, error, TerminalWidth.OfError(), TimeProvider.System).Execute();

    private static TimeSpan? ParseDuration(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (DurationText.TryParse(text, out TimeSpan duration))
        {
            return duration;
        }

        result.AddError($"--duration is '{text}'; allowed: {DurationText.Allowed}");
        return null;
    }

    // The parser would take an option that it does not know, and anything else, for the command's beginning.
    private static string[] CommandAfterSeparator(ParseResult parsed, string[] command)
    {
        int behind = parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Count();
        if (behind == 0)
        {
            throw new CommandException(
                "write -- before the command: clrscope run [options] -- command arguments", ExitCode.Usage);
        }

        return behind == command.Length
            ? command
            : throw new CommandException($"'{command[0]}' is no option of run; the command comes after --", ExitCode.Usage);
    }
}
