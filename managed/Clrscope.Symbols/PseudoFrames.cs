using Clrscope.Segment;

namespace Clrscope.Symbols;

/// <summary>The frames of time without a stack, one instance for each.</summary>
internal static class PseudoFrames
{
    private static readonly Dictionary<ulong, ResolvedFrame> Known = Enum.GetValues<PseudoFrame>()
        .ToDictionary(frame => (ulong)frame, frame => Create(FrameKind.Pseudo, Layout.Text(frame)!));

    private static readonly ResolvedFrame Unknown = Create(FrameKind.Unknown, "[unknown]");

    /// <summary>The frame of a value below <see cref="Layout.PseudoFrameLimit"/>.</summary>
    public static ResolvedFrame Frame(ulong value) => Known.GetValueOrDefault(value, Unknown);

    private static ResolvedFrame Create(FrameKind kind, string name) => new() { Kind = kind, Name = name };
}
