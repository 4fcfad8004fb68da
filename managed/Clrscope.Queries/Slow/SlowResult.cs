using Clrscope.Recording;

namespace Clrscope.Queries.Slow;

/// <summary>The slowest requests of a window.</summary>
public sealed record SlowResult
{
    /// <summary>First nanosecond since 1970, UTC.</summary>
    public required long FromUnixNs { get; init; }

    /// <summary>Nanosecond after the last one.</summary>
    public required long ToUnixNs { get; init; }

    /// <summary>Requests that match and ended in the window.</summary>
    public required long Requests { get; init; }

    /// <summary>The slowest of them, the slowest first.</summary>
    public required IReadOnlyList<SlowRequest> Rows { get; init; }

    /// <summary>Requests of any endpoint that have not ended.</summary>
    public required long InFlight { get; init; }

    /// <summary>The one of them that began first, without CPU time; null if there is none.</summary>
    public required SlowRequest? OldestInFlight { get; init; }

    /// <summary>What could not be read.</summary>
    public required RecordingDamage Damage { get; init; }
}
