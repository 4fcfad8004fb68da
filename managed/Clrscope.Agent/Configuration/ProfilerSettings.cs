namespace Clrscope.Agent.Configuration;

/// <summary>The settings in force, validated.</summary>
public sealed record ProfilerSettings
{
    public required bool CpuEnabled { get; init; }

    /// <summary>Samples per second of a thread's CPU time.</summary>
    public required int CpuHz { get; init; }

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

    /// <summary>Builds the settings from texts that were found allowed; null stands for the default.</summary>
    internal static ProfilerSettings From(Func<Setting, string?> textOf) => new()
    {
        CpuEnabled = SettingsTable.CpuEnabled.ValueOf(textOf(SettingsTable.CpuEnabled)),
        CpuHz = SettingsTable.CpuHz.ValueOf(textOf(SettingsTable.CpuHz)),
        OutputDirectory = SettingsTable.OutputDirectory.ValueOf(textOf(SettingsTable.OutputDirectory)),
        OutputPeriod = TimeSpan.FromSeconds(SettingsTable.OutputPeriodSeconds.ValueOf(textOf(SettingsTable.OutputPeriodSeconds))),
        OutputMaxBytes = (long)SettingsTable.OutputMaxMegabytes.ValueOf(textOf(SettingsTable.OutputMaxMegabytes)) << 20,
        OutputMaxAge = TimeSpan.FromHours(SettingsTable.OutputMaxAgeHours.ValueOf(textOf(SettingsTable.OutputMaxAgeHours))),
        AgentIdle = TimeSpan.FromSeconds(SettingsTable.AgentIdleSeconds.ValueOf(textOf(SettingsTable.AgentIdleSeconds))),
    };
}
