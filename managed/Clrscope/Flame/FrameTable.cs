using Clrscope.Profiles;

namespace Clrscope.CommandLine.Flame;

/// <param name="Module">File name of the module without its folders; "" if unknown.</param>
internal readonly record struct Frame(string Name, BoxKind Kind, string Module);

/// <summary>The different frames of a page, numbered in the order in which they were first asked for.</summary>
internal sealed class FrameTable(Profile profile)
{
    private readonly ModuleNames _modules = new(profile);
    private readonly Dictionary<(string Name, BoxKind? Level), int> _indexes = [];
    private readonly List<Frame> _frames = [];

    public IReadOnlyList<Frame> Frames => _frames;

    /// <param name="level">The kind of a frame that stands for a part of the profile; null for one of a stack.</param>
    public int IndexOf(string name, BoxKind? level)
    {
        if (!_indexes.TryGetValue((name, level), out int index))
        {
            index = _frames.Count;
            _indexes.Add((name, level), index);
            string module = level is null ? _modules.Of(name) : "";
            _frames.Add(new Frame(name, level ?? FrameClassifier.Classify(name, module), module));
        }

        return index;
    }
}
