using System.CommandLine;
using System.CommandLine.Parsing;
using Clrscope.CommandLine.Recordings;
using Clrscope.Queries;
using Clrscope.Recording;

namespace Clrscope.CommandLine.Commands;

/// <summary>The options that all commands which ask the recording have.</summary>
internal sealed class RecordingOptions
{
    private readonly Option<string?> _directory = new("--recording")
    {
        Description = "The recording's directory [default: recording:directory of the settings, else /tmp/clrscope-<uid>/recording]",
        HelpName = "DIR",
    };

    private readonly Option<string?> _last;

    private readonly Option<string?> _from = Time("--from", "From when on");

    private readonly Option<string?> _to = Time("--to", "Until when");

    private readonly Option<string?> _service = new("--service")
    {
        Description = "Only this service, or process of this name",
        HelpName = "NAME",
    };

    private readonly Option<int?> _pid = new("--pid") { Description = "Only this process", HelpName = "PID" };

    private readonly Option<bool> _json = new("--json") { Description = "As JSON" };

    private readonly string? _defaultLast;

    /// <param name="command">Gets the options.</param>
    /// <param name="defaultLast">The window where none is asked for; all that was recorded if null.</param>
    public RecordingOptions(Command command, string? defaultLast)
    {
        _defaultLast = defaultLast;
        _last = new("--last")
        {
            Description = $"So much time until now, {DurationText.Allowed} [default: {defaultLast ?? "all that was recorded"}]",
            HelpName = "TIME",
        };
        _last.Validators.Add(result =>
        {
            if (result.Tokens is [Token token] && !DurationText.TryParse(token.Value, out _))
            {
                result.AddError($"--last is '{token.Value}'; allowed: {DurationText.Allowed}");
            }
        });
        foreach (Option option in (Option[])[_last, _from, _to, _service, _pid, _json, _directory])
        {
            command.Add(option);
        }
    }

    /// <summary>What the command line says.</summary>
    public RecordingScope Read(ParseResult parsed) => new()
    {
        Directory = parsed.GetValue(_directory) ?? RecordingLocation.FromSettings(),
        Window = WindowOf(parsed, DateTimeOffset.UtcNow),
        Processes = new ProcessFilter { Service = parsed.GetValue(_service), Pid = parsed.GetValue(_pid) },
        Json = parsed.GetValue(_json),
        Output = parsed.InvocationConfiguration.Output,
        Error = parsed.InvocationConfiguration.Error,
    };

    private static Option<string?> Time(string name, string description)
    {
        Option<string?> time = new(name) { Description = $"{description}: {TimeText.Allowed}", HelpName = "TIME" };
        time.Validators.Add(result =>
        {
            if (result.Tokens is [Token token] && !TimeText.TryParse(token.Value, DateTimeOffset.UtcNow, out _))
            {
                result.AddError($"{name} is '{token.Value}'; allowed: {TimeText.Allowed}");
            }
        });
        return time;
    }

    private TimeWindow WindowOf(ParseResult parsed, DateTimeOffset now)
    {
        string? last = parsed.GetValue(_last);
        long? from = UnixNsOf(parsed.GetValue(_from), now);
        long? to = UnixNsOf(parsed.GetValue(_to), now);
        if (last is not null && (from is not null || to is not null))
        {
            throw new CommandException("--last ends now; give either that, or --from and --to.", ExitCode.Usage);
        }

        if (from is null && to is null)
        {
            return DurationText.TryParse(last ?? _defaultLast ?? "", out TimeSpan duration)
                ? new TimeWindow(RecordingTime.ToUnixNs(now - duration), RecordingTime.ToUnixNs(now))
                : TimeWindow.Everything;
        }

        TimeWindow window = new(from ?? long.MinValue, to ?? long.MaxValue);
        return window.FromUnixNs < window.ToUnixNs
            ? window
            : throw new CommandException("--from is not before --to.", ExitCode.Usage);
    }

    private static long? UnixNsOf(string? text, DateTimeOffset now) =>
        text is not null && TimeText.TryParse(text, now, out DateTimeOffset time) ? RecordingTime.ToUnixNs(time) : null;
}
