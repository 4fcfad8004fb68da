using Clrscope.Profiles;
using Clrscope.Recording;

namespace Clrscope.Queries.Export;

/// <summary>Where the stacks of one file are in a profile.</summary>
/// <param name="builder">The profile.</param>
/// <param name="mappings">The profile's mappings, by module.</param>
/// <param name="tables">The file's tables.</param>
internal sealed class FileStacks(ProfileBuilder builder, Dictionary<RecordedModule, int> mappings, RecordingTables tables)
{
    // One more than the index in the profile; 0 where it is not there yet.
    private readonly int[] _stacks = new int[tables.Stacks.Count];
    private readonly int[] _locations = new int[tables.Frames.Count];
    private int[] _stack = [];

    /// <summary>The profile's index of a stack, which is added if need be.</summary>
    internal int IndexOf(int stack)
    {
        ref int known = ref _stacks[stack];
        if (known == 0)
        {
            known = Add(stack) + 1;
        }

        return known - 1;
    }

    private int Add(int stack)
    {
        ReadOnlySpan<int> parents = tables.Stacks.Parents;
        ReadOnlySpan<int> frames = tables.Stacks.Frames;
        int depth = 0;
        for (int at = stack; at != 0; at = parents[at])
        {
            if (depth == _stack.Length)
            {
                Array.Resize(ref _stack, Math.Max(64, depth * 2));
            }

            _stack[depth++] = LocationOf(frames[at]);
        }

        return builder.AddStack(_stack.AsSpan(0, depth));
    }

    private int LocationOf(int index)
    {
        ref int known = ref _locations[index];
        if (known == 0)
        {
            RecordedFrame frame = tables.Frames[index];
            int function = builder.AddFunction(frame.Name, frame.SystemName, frame.FileName, frame.StartLine);
            int mapping = frame.Module is null ? LocationInfo.NoMapping : MappingOf(frame.Module);
            known = builder.AddLocation(mapping, frame.Address, new Line(function, frame.Line)) + 1;
        }

        return known - 1;
    }

    private int MappingOf(RecordedModule module)
    {
        if (!mappings.TryGetValue(module, out int mapping))
        {
            mapping = builder.AddMapping(MappingInfo.Symbolized(
                module.Start, module.Limit, module.FileOffset, module.Path, module.BuildId, module.HasLines));
            mappings.Add(module, mapping);
        }

        return mapping;
    }
}
