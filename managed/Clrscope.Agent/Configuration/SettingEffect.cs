namespace Clrscope.Agent.Configuration;

/// <summary>When a changed value takes effect.</summary>
public enum SettingEffect
{
    /// <summary>Within a second, in running processes too.</summary>
    Live,

    /// <summary>When the agent starts.</summary>
    AgentStart,

    /// <summary>When the profiled process starts: read by the native library.</summary>
    ProcessStart,
}
