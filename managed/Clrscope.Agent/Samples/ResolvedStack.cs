using Clrscope.Segment;
using Clrscope.Symbols;

namespace Clrscope.Agent.Samples;

/// <summary>Names the frames of one sample after another.</summary>
internal sealed class ResolvedStack(ProcessSymbols symbols)
{
    /// <summary>Frames that a stack can have: those of the walk, and one of the kernel.</summary>
    public const int MaxFrames = (int)Layout.MaxFrames + 1;

    private readonly ResolvedFrame[] _frames = new ResolvedFrame[MaxFrames];

    /// <summary>The frames of a sample, innermost first. Valid until the next call.</summary>
    public ReadOnlySpan<ResolvedFrame> Resolve(ReadOnlySpan<ulong> pcs, ulong timeNs)
    {
        int depth = 0;
        for (int i = 0; i < pcs.Length; i++)
        {
            ResolvedFrame frame = symbols.Resolve(pcs[i], isReturnAddress: i > 0, timeNs);
            if (i == 0 && symbols.KernelFrame(frame) is { } kernel)
            {
                _frames[depth++] = kernel;
            }

            _frames[depth++] = frame;
        }

        return _frames.AsSpan(0, depth);
    }
}
