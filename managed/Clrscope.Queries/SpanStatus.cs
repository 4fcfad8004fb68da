namespace Clrscope.Queries;

/// <summary>The status of a span, as the tracing library counts them.</summary>
public static class SpanStatus
{
    /// <summary>What the span stands for has failed.</summary>
    public const byte Error = 2;

    /// <summary>The name; empty where nothing was set.</summary>
    public static string NameOf(byte status) => status switch
    {
        0 => "",
        1 => "ok",
        Error => "error",
        _ => $"status {status}",
    };
}
