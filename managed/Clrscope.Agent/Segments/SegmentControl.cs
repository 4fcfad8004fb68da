using Clrscope.Segment;

namespace Clrscope.Agent.Segments;

/// <summary>Writes the control page of a segment.</summary>
internal static class SegmentControl
{
    /// <summary>Tells the owner what to sample, unless the page says so already.</summary>
    public static void Apply(this SegmentFile segment, ControlValues values)
    {
        ControlValues current = segment.ReadControl();
        bool isWhole = (current.Generation & 1) == 0;
        if (!isWhole || current != values with { Generation = current.Generation })
        {
            segment.WriteControl(values);
        }
    }
}
