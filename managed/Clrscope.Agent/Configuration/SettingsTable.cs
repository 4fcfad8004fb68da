using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Clrscope.Agent.Configuration;

/// <summary>Every setting there is. Validation, help text and docs/settings.md all come from this table.</summary>
public static class SettingsTable
{
    /// <summary>Every environment variable of ours starts with this.</summary>
    public const string VariablePrefix = "CLRSCOPE_";

    public static readonly Setting<bool> CpuEnabled = Boolean(
        "cpu:enabled", "CLRSCOPE_CPU_ENABLED", true, SettingEffect.Live,
        "Whether CPU time is sampled.");

    public static readonly Setting<int> CpuHz = Integer(
        "cpu:hz", "CLRSCOPE_CPU_HZ", 100, 1, 1000, SettingEffect.Live,
        "Samples per second of CPU time that a thread uses.");

    public static readonly Setting<bool> ActivityEnabled = Boolean(
        "activity:enabled", "CLRSCOPE_ACTIVITY_ENABLED", true, SettingEffect.Live,
        "Whether samples carry the span that their thread works for, and spans are recorded.");

    public static readonly Setting<int> SpansPerSecond = Integer(
        "activity:spansPerSecond", "CLRSCOPE_ACTIVITY_SPANS_PER_SECOND", 10_000, 0, 1_000_000, SettingEffect.Live,
        "Spans that a process records a second; a quarter is for local roots, which name the endpoints.");

    public static readonly Setting<int> SpanPercent = Integer(
        "activity:spanPercent", "CLRSCOPE_ACTIVITY_SPAN_PERCENT", 100, 0, 100, SettingEffect.Live,
        "Traces whose spans below the local root are recorded, in percent.");

    public static readonly Setting<int> LateJoinSeconds = Integer(
        "activity:lateJoinSeconds", "CLRSCOPE_ACTIVITY_LATE_JOIN_SECONDS", 60, 0, 3600, SettingEffect.Live,
        "How long after its period a sample may learn the endpoint of a request that has not ended, in seconds, within 16 periods; then it stays [in flight].");

    public static readonly Setting<bool> TraceLabels = Boolean(
        "labels:trace", "CLRSCOPE_LABELS_TRACE", true, SettingEffect.Live,
        "Whether samples are labelled trace_id and span_id.");

    public static readonly Setting<bool> SpanNumberLabels = Boolean(
        "labels:spanNumbers", "CLRSCOPE_LABELS_SPAN_NUMBERS", true, SettingEffect.Live,
        "Whether samples are labelled local root span id and span id, as numbers.");

    public static readonly Setting<bool> EndpointLabels = Boolean(
        "labels:endpoint", "CLRSCOPE_LABELS_ENDPOINT", true, SettingEffect.Live,
        "Whether samples are labelled trace endpoint.");

    public static readonly Setting<bool> ThreadLabels = Boolean(
        "labels:thread", "CLRSCOPE_LABELS_THREAD", true, SettingEffect.Live,
        "Whether samples are labelled thread id and thread name.");

    public static readonly Setting<bool> RecordingEnabled = Boolean(
        "recording:enabled", "CLRSCOPE_RECORDING_ENABLED", true, SettingEffect.Live,
        "Whether recent samples and spans are kept for clrscope endpoints, trace, slow and export.");

    public static readonly Setting<string?> RecordingDirectory = AbsolutePath(
        "recording:directory", "CLRSCOPE_RECORDING_DIRECTORY", "/tmp/clrscope-<uid>/recording", SettingEffect.AgentStart,
        "Where they are kept.");

    public static readonly Setting<int> RecordingMinutes = Integer(
        "recording:minutes", "CLRSCOPE_RECORDING_MINUTES", 15, 1, 10080, SettingEffect.Live,
        "How long they are kept, in minutes.");

    public static readonly Setting<int> RecordingMaxMegabytes = Integer(
        "recording:maxMegabytes", "CLRSCOPE_RECORDING_MAX_MB", 256, 1, 1048576, SettingEffect.Live,
        "Size that all of them may have together, in MiB; the oldest go first.");

    public static readonly Setting<string?> OutputDirectory = AbsolutePath(
        "output:directory", "CLRSCOPE_OUTPUT", "/tmp/clrscope-<uid>/profiles", SettingEffect.AgentStart,
        "Where the agent writes profiles.");

    public static readonly Setting<int> OutputPeriodSeconds = Integer(
        "output:periodSeconds", "CLRSCOPE_PERIOD_SECONDS", 15, 1, 3600, SettingEffect.Live,
        "Length of the period that one file covers, in seconds.");

    public static readonly Setting<int> OutputMaxMegabytes = Integer(
        "output:maxMegabytes", "CLRSCOPE_OUTPUT_MAX_MB", 512, 1, 1048576, SettingEffect.Live,
        "Size that all profiles in the directory may have together, in MiB; the oldest are deleted first.");

    public static readonly Setting<int> OutputMaxAgeHours = Integer(
        "output:maxAgeHours", "CLRSCOPE_OUTPUT_MAX_AGE_HOURS", 168, 1, 87600, SettingEffect.Live,
        "Age at which a profile is deleted, in hours.");

    public static readonly Setting<int> AgentIdleSeconds = Integer(
        "agent:idleSeconds", "CLRSCOPE_AGENT_IDLE_SECONDS", 30, 1, 86400, SettingEffect.Live,
        "How long an agent that the library started stays after the last profiled process, in seconds.");

    /// <summary>Names the configuration file; read here and by the native library.</summary>
    public static readonly Setting<string?> ConfigFile = AbsolutePath(
        null, "CLRSCOPE_CONFIG", "clrscope.json beside the executable, else /etc/clrscope.json", SettingEffect.ProcessStart,
        "The configuration file.");

    /// <summary>The rows in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        CpuEnabled,
        CpuHz,
        ActivityEnabled,
        SpansPerSecond,
        SpanPercent,
        LateJoinSeconds,
        TraceLabels,
        SpanNumberLabels,
        EndpointLabels,
        ThreadLabels,
        RecordingEnabled,
        RecordingDirectory,
        RecordingMinutes,
        RecordingMaxMegabytes,
        OutputDirectory,
        OutputPeriodSeconds,
        OutputMaxMegabytes,
        OutputMaxAgeHours,
        AgentIdleSeconds,
        ConfigFile,
        AbsolutePath(
            null, "CLRSCOPE_DIR", "/dev/shm/clrscope-<uid>, else /tmp/clrscope-<uid>", SettingEffect.ProcessStart,
            "The directory of the segments: owned by the user, mode 0700, and best on a tmpfs, as whoever writes to pages that a disk has written back has to wait."),
        OneOf(
            null, "CLRSCOPE_AGENT", "auto", ["auto", "off"], SettingEffect.ProcessStart,
            "Whether a profiled process starts an agent when none serves its directory. At the end of a container such a process waits for the agent's last profile, for 2 s at most."),
        AbsolutePath(
            null, "CLRSCOPE_AGENT_PATH", "clrscope beside the library", SettingEffect.ProcessStart,
            "The program that is started as the agent."),
        PowerOfTwo(
            null, "CLRSCOPE_RING_MB", 8, 1, 1024, SettingEffect.ProcessStart,
            "Size of the ring that holds a process's samples until the agent has written them, in MiB."),
        Integer(
            null, "CLRSCOPE_JOURNAL_MB", 256, 1, 4096, SettingEffect.ProcessStart,
            "Size that the journal of a process's methods and modules may grow to, in MiB."),
    ];

    private static Setting<bool> Boolean(
        string? key, string variable, bool defaultValue, SettingEffect effect, string description) => new()
        {
            Key = key,
            Variable = variable,
            Default = defaultValue,
            DefaultText = defaultValue ? "true" : "false",
            Allowed = "true, false",
            Effect = effect,
            Description = description,
            Parser = bool.TryParse,
        };

    private static Setting<int> Integer(
        string? key, string variable, int defaultValue, int minimum, int maximum, SettingEffect effect, string description) =>
        Number(key, variable, defaultValue, $"{minimum} to {maximum}", value => value >= minimum && value <= maximum,
            effect, description);

    private static Setting<int> PowerOfTwo(
        string? key, string variable, int defaultValue, int minimum, int maximum, SettingEffect effect, string description) =>
        Number(key, variable, defaultValue, $"a power of two from {minimum} to {maximum}",
            value => value >= minimum && value <= maximum && BitOperations.IsPow2(value), effect, description);

    private static Setting<int> Number(
        string? key, string variable, int defaultValue, string allowed, Predicate<int> isAllowed, SettingEffect effect,
        string description) => new()
        {
            Key = key,
            Variable = variable,
            Default = defaultValue,
            DefaultText = defaultValue.ToString(CultureInfo.InvariantCulture),
            Allowed = allowed,
            Effect = effect,
            Description = description,
            Parser = (string text, out int value) =>
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && isAllowed(value),
        };

    private static Setting<string?> AbsolutePath(
        string? key, string variable, string defaultText, SettingEffect effect, string description) => new()
        {
            Key = key,
            Variable = variable,
            Default = null,
            DefaultText = defaultText,
            Allowed = "an absolute path",
            Effect = effect,
            Description = description,
            Parser = (string text, out string? value) =>
            {
                value = text;
                return Path.IsPathFullyQualified(text) && !text.Contains('\0', StringComparison.Ordinal);
            },
        };

    private static Setting<string> OneOf(
        string? key, string variable, string defaultValue, string[] choices, SettingEffect effect, string description) => new()
        {
            Key = key,
            Variable = variable,
            Default = defaultValue,
            DefaultText = defaultValue,
            Allowed = string.Join(", ", choices),
            Effect = effect,
            Description = description,
            Parser = (string text, [MaybeNullWhen(false)] out string value) =>
            {
                value = text;
                return choices.Contains(text, StringComparer.Ordinal);
            },
        };
}
