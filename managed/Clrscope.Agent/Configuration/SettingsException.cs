namespace Clrscope.Agent.Configuration;

/// <summary>The configuration is wrong. The message has one line for each mistake, naming where it is and what is allowed.</summary>
public sealed class SettingsException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>One sentence for each mistake.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
