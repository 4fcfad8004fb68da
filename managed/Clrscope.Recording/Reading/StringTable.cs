using System.Text;
using Clrscope.Recording.Format;

namespace Clrscope.Recording.Reading;

/// <summary>
/// The strings of a file, made when they are first asked for: most are paths of requests, which few questions look at. Safe for
/// several threads at once when no more are added.
/// </summary>
internal sealed class StringTable
{
    private readonly ByteBuffer _bytes = new();
    private readonly List<int> _ends = [];
    private readonly List<string?> _made = [];

    /// <summary>An empty string, which stands for what was lost, alone.</summary>
    internal StringTable() => Add([]);

    /// <summary>How many there are.</summary>
    internal int Count => _ends.Count;

    /// <summary>A string.</summary>
    internal string this[int index]
    {
        get
        {
            // Two threads may make the same one, of which either will do.
            if (_made[index] is not { } text)
            {
                int start = index == 0 ? 0 : _ends[index - 1];
                text = Encoding.UTF8.GetString(_bytes.Written[start.._ends[index]]);
                _made[index] = text;
            }

            return text;
        }
    }

    /// <summary>Adds a string in UTF-8.</summary>
    internal void Add(ReadOnlySpan<byte> utf8)
    {
        _bytes.Write(utf8);
        _ends.Add(_bytes.Length);
        _made.Add(null);
    }

    /// <summary>Takes the last ones back.</summary>
    internal void CutTo(int count)
    {
        _ends.RemoveRange(count, Count - count);
        _made.RemoveRange(count, _made.Count - count);
        _bytes.CutTo(_ends[^1]);
    }
}
