using System.Buffers;
using System.Globalization;
using System.Text;

namespace Clrscope.Symbols.Managed;

/// <summary>
/// Reads type names as reflection writes them (<c>System.Collections.Generic.List`1[System.Int32][]</c>) and writes them as
/// C# does, without namespaces (<c>List&lt;int&gt;[]</c>).
/// </summary>
internal sealed class ReflectionNameParser(string text, int maxDepth)
{
    /// <summary>What the runtime puts in place of reference types, whose code is shared.</summary>
    private const string Canonical = "System.__Canon";

    private static readonly SearchValues<char> Delimiters = SearchValues.Create("[],|*&");

    private int _position;
    private int _depth;

    public bool AtEnd => _position == text.Length;

    public bool TrySkip(char expected)
    {
        bool matches = !AtEnd && text[_position] == expected;
        _position += matches ? 1 : 0;
        return matches;
    }

    /// <summary>Reads names between commas, up to what cannot be part of one. The list may be empty.</summary>
    public bool TryReadList(out List<string?> names)
    {
        names = [];
        if (AtEnd || text[_position] is '|' or ']')
        {
            return true;
        }

        do
        {
            if (!TryReadType(out string? name))
            {
                return false;
            }

            names.Add(name);
        }
        while (TrySkip(','));
        return true;
    }

    /// <summary>The name is null for the canonical type; types built of it have <c>_</c> in its place.</summary>
    private bool TryReadType(out string? name)
    {
        name = null;
        int start = _position;
        int end = text.AsSpan(start).IndexOfAny(Delimiters);
        _position = end < 0 ? text.Length : start + end;
        string fullName = text[start.._position];
        if (fullName.Length == 0 || ++_depth > maxDepth)
        {
            return false;
        }

        List<string?> arguments = [];
        if (BeginsArguments() && !(TrySkip('[') && TryReadList(out arguments) && TrySkip(']')))
        {
            return false;
        }

        string suffix = ReadSuffix();
        _depth--;
        if (fullName == Canonical && suffix.Length == 0)
        {
            return true;
        }

        name = Write(fullName, arguments) + suffix;
        return true;
    }

    /// <summary>A bracket that is not an array's.</summary>
    private bool BeginsArguments() =>
        _position + 1 < text.Length && text[_position] == '[' && text[_position + 1] is not (']' or ',' or '*');

    private string ReadSuffix()
    {
        int start = _position;
        while (!AtEnd && !BeginsArguments() && text[_position] is '[' or '*' or '&')
        {
            if (text[_position] == '[')
            {
                int close = text.IndexOf(']', _position);
                if (close < 0)
                {
                    break;
                }

                _position = close;
            }

            _position++;
        }

        return text[start.._position];
    }

    private static string Write(string fullName, List<string?> arguments)
    {
        if (fullName == Canonical)
        {
            return "_";
        }

        if (arguments.Count == 0 && PrimitiveNames.KeywordOf(fullName) is { } keyword)
        {
            return keyword;
        }

        if (ShortForms.Write(fullName, arguments) is { } shortForm)
        {
            return shortForm;
        }

        var name = new StringBuilder();
        int taken = 0;
        string[] levels = fullName.Split('+');
        for (int i = 0; i < levels.Length; i++)
        {
            string level = i == 0 ? levels[0][(levels[0].LastIndexOf('.') + 1)..] : levels[i];
            int mark = level.LastIndexOf('`');
            bool isGeneric = ushort.TryParse(level.AsSpan(mark + 1), CultureInfo.InvariantCulture, out ushort parsed);
            int arity = mark > 0 && isGeneric ? parsed : 0;
            name.Append(i == 0 ? "" : ".").Append(arity == 0 ? level : level[..mark]);
            int end = Math.Min(taken + arity, arguments.Count);
            for (int first = taken; taken < end; taken++)
            {
                name.Append(taken == first ? '<' : ',').Append(taken == first ? "" : " ").Append(arguments[taken] ?? "_");
            }

            name.Append(arity > 0 && end > 0 ? ">" : "");
        }

        return name.ToString();
    }
}
