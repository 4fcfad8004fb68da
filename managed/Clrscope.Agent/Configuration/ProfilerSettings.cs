using Clrscope.Segment;

namespace Clrscope.Agent.Configuration;

/// <summary>The settings in force, validated.</summary>
public sealed record ProfilerSettings
{
    public required bool CpuEnabled { get; init; }

    /// <summary>Samples per second of a thread's CPU time.</summary>
    public required int CpuHz { get; init; }

    /// <summary>Whether samples carry the span that their thread works for.</summary>
    public required bool ActivityEnabled { get; init; }

    /// <summary>Span starts, and as many stops, that a process records a second.</summary>
    public required int SpansPerSecond { get; init; }

    /// <summary>Traces whose spans below the local root are recorded, in percent.</summary>
    public required int SpanPercent { get; init; }

    /// <summary>How long after its period a sample may still learn its endpoint.</summary>
    public required TimeSpan LateJoin { get; init; }

    /// <summary>Which labels samples get.</summary>
    public required LabelGroups Labels { get; init; }

    /// <summary>Whether samples and spans are kept for questions that are asked later.</summary>
    public required bool RecordingEnabled { get; init; }

    /// <summary>Where they are kept, or null for the user's default directory.</summary>
    public required string? RecordingDirectory { get; init; }

    /// <summary>How long they are kept.</summary>
    public required TimeSpan RecordingAge { get; init; }

    /// <summary>Bytes that all of them may have together.</summary>
    public required long RecordingMaxBytes { get; init; }

    /// <summary>Where profiles are written, or null for the user's default directory.</summary>
    public required string? OutputDirectory { get; init; }

    /// <summary>How much time one file covers.</summary>
    public required TimeSpan OutputPeriod { get; init; }

    /// <summary>Bytes that all profiles may have together.</summary>
    public required long OutputMaxBytes { get; init; }

    /// <summary>Age at which a profile is deleted.</summary>
    public required TimeSpan OutputMaxAge { get; init; }

    /// <summary>How long an agent stays after the last live process.</summary>
    public required TimeSpan AgentIdle { get; init; }

    /// <summary>What a process is told.</summary>
    public ControlValues Control => new(CpuEnabled, CpuHz)
    {
        ActivityEnabled = ActivityEnabled,
        SpansPerSecond = SpansPerSecond,
        SpanPercent = SpanPercent,
    };

    /// <summary>Builds the settings from texts that were found allowed; null stands for the default.</summary>
    internal static ProfilerSettings From(Func<Setting, string?> textOf) => new()
    {
        CpuEnabled = SettingsTable.CpuEnabled.ValueOf(textOf(SettingsTable.CpuEnabled)),
        CpuHz = SettingsTable.CpuHz.ValueOf(textOf(SettingsTable.CpuHz)),
        ActivityEnabled = SettingsTable.ActivityEnabled.ValueOf(textOf(SettingsTable.ActivityEnabled)),
        SpansPerSecond = SettingsTable.SpansPerSecond.ValueOf(textOf(SettingsTable.SpansPerSecond)),
        SpanPercent = SettingsTable.SpanPercent.ValueOf(textOf(SettingsTable.SpanPercent)),
        LateJoin = TimeSpan.FromSeconds(SettingsTable.LateJoinSeconds.ValueOf(textOf(SettingsTable.LateJoinSeconds))),
        Labels = new LabelGroups(
            SettingsTable.TraceLabels.ValueOf(textOf(SettingsTable.TraceLabels)),
            SettingsTable.SpanNumberLabels.ValueOf(textOf(SettingsTable.SpanNumberLabels)),
            SettingsTable.EndpointLabels.ValueOf(textOf(SettingsTable.EndpointLabels)),
            SettingsTable.ThreadLabels.ValueOf(textOf(SettingsTable.ThreadLabels))),
        RecordingEnabled = SettingsTable.RecordingEnabled.ValueOf(textOf(SettingsTable.RecordingEnabled)),
        RecordingDirectory = SettingsTable.RecordingDirectory.ValueOf(textOf(SettingsTable.RecordingDirectory)),
        RecordingAge = TimeSpan.FromMinutes(SettingsTable.RecordingMinutes.ValueOf(textOf(SettingsTable.RecordingMinutes))),
        RecordingMaxBytes = (long)SettingsTable.RecordingMaxMegabytes.ValueOf(textOf(SettingsTable.RecordingMaxMegabytes)) << 20,
        OutputDirectory = SettingsTable.OutputDirectory.ValueOf(textOf(SettingsTable.OutputDirectory)),
        OutputPeriod = TimeSpan.FromSeconds(SettingsTable.OutputPeriodSeconds.ValueOf(textOf(SettingsTable.OutputPeriodSeconds))),
        OutputMaxBytes = (long)SettingsTable.OutputMaxMegabytes.ValueOf(textOf(SettingsTable.OutputMaxMegabytes)) << 20,
        OutputMaxAge = TimeSpan.FromHours(SettingsTable.OutputMaxAgeHours.ValueOf(textOf(SettingsTable.OutputMaxAgeHours))),
        AgentIdle = TimeSpan.FromSeconds(SettingsTable.AgentIdleSeconds.ValueOf(textOf(SettingsTable.AgentIdleSeconds))),
    };
}
