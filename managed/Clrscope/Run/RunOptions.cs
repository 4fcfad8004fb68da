namespace Clrscope.CommandLine.Run;

/// <summary>What `clrscope run` was asked to do.</summary>
internal sealed record RunOptions
{
    /// <summary>The command and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Where the profile goes; null for a name made of the command and the time.</summary>
    public string? Output { get; init; }

    /// <summary>Samples per second of CPU time; null for what the settings say.</summary>
    public int? Hz { get; init; }

    /// <summary>After what time sampling stops; null for never.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Whether each process gets a file of its own.</summary>
    public bool PerProcess { get; init; }

    /// <summary>Whether only errors are told.</summary>
    public bool Quiet { get; init; }

    /// <summary>The configuration file, or null.</summary>
    public string? Config { get; init; }

    /// <summary>How many methods the summary shows.</summary>
    public required int Top { get; init; }
}
