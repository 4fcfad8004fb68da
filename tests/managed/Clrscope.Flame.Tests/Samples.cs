using Clrscope.Profiles;

namespace Clrscope.Flame.Tests;

/// <summary>CPU profiles written down as stacks.</summary>
internal sealed class Samples
{
    public const long Period = 10_000_000;

    private readonly ProfileBuilder _builder = new(ProfileKind.Cpu);

    /// <param name="stack">Outermost first; <c>module!function</c>, or the function alone.</param>
    public Samples Add(string stack, long count = 1, params Label[] labels)
    {
        int[] locations = [.. stack.Split(" > ").Reverse().Select(Location)];
        _builder.AddSample(locations, LabelSet.Create(labels), count, count * Period);
        return this;
    }

    public Profile Build() => _builder.Build();

    private int Location(string frame)
    {
        string[] parts = frame.Split('!', 2);
        int mapping = parts.Length == 1
            ? LocationInfo.NoMapping
            : _builder.AddMapping(new MappingInfo(0, 0, 0, "/app/" + parts[0], "") { HasFunctions = true });
        int function = _builder.AddFunction(parts[^1]);
        return _builder.AddLocation(mapping, 0, new Line(function, 0));
    }
}
