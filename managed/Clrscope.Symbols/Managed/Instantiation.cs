using Clrscope.Segment;

namespace Clrscope.Symbols.Managed;

/// <summary>The generic arguments of a method's code as C# writes them; null stands for one that is not known.</summary>
internal sealed record Instantiation(IReadOnlyList<string?> OfType, IReadOnlyList<string?> OfMethod)
{
    public static Instantiation None { get; } = new([], []);

    /// <param name="text">As the journal has it; whatever is wrong with it makes it unknown.</param>
    public static Instantiation Parse(string text, SymbolLimits limits)
    {
        if (text.Length == 0 || text.Length > limits.MaxNameLength)
        {
            return None;
        }

        var parser = new ReflectionNameParser(PrintableText.Clean(text, limits.MaxNameLength), limits.MaxTypeDepth);
        return parser.TryReadList(out List<string?> ofType) && parser.TrySkip('|')
            && parser.TryReadList(out List<string?> ofMethod) && parser.AtEnd
                ? new Instantiation(ofType, ofMethod)
                : None;
    }
}
