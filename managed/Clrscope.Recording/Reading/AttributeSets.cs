using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Clrscope.Recording.Format;

namespace Clrscope.Recording.Reading;

/// <summary>
/// Attributes of spans, of which many have the same once those that tell requests apart, such as the path, are left out: equal ones
/// are one array.
/// </summary>
internal sealed class AttributeSets
{
    // A key and the index of its value in one number.
    private const int IndexBits = 20;

    private readonly StringTable _strings;
    private readonly bool[] _isWanted = new bool[byte.MaxValue + 1];
    private readonly Dictionary<int[], RecordedAttribute[]> _sets = new(new ByContent());
    private readonly Dictionary<int[], RecordedAttribute[]>.AlternateLookup<ReadOnlySpan<int>> _bySpan;

    /// <param name="strings">Their values.</param>
    /// <param name="wanted">Which attributes; all if null.</param>
    internal AttributeSets(StringTable strings, Func<SpanAttribute, bool>? wanted)
    {
        _strings = strings;
        _bySpan = _sets.GetAlternateLookup<ReadOnlySpan<int>>();
        for (int key = 0; key < _isWanted.Length; key++)
        {
            _isWanted[key] = wanted?.Invoke((SpanAttribute)key) != false;
        }
    }

    /// <summary>Reads the attributes of a span.</summary>
    internal RecordedAttribute[] Read(ref ByteCursor cursor, int count)
    {
        Span<int> kept = stackalloc int[byte.MaxValue];
        int size = 0;
        for (; count > 0 && !cursor.Failed; count--)
        {
            byte key = cursor.ReadByte();
            int index = cursor.ReadBelow(_strings.Count);
            if (_isWanted[key])
            {
                kept[size++] = (key << IndexBits) | index;
            }
        }

        return size == 0 ? [] : Find(kept[..size]);
    }

    /// <summary>Passes over the attributes of a span.</summary>
    internal void Skip(ref ByteCursor cursor, int count)
    {
        for (; count > 0 && !cursor.Failed; count--)
        {
            cursor.ReadByte();
            cursor.ReadBelow(_strings.Count);
        }
    }

    private RecordedAttribute[] Find(ReadOnlySpan<int> kept)
    {
        ref RecordedAttribute[]? set = ref CollectionsMarshal.GetValueRefOrAddDefault(_bySpan, kept, out bool exists);
        if (!exists)
        {
            set = new RecordedAttribute[kept.Length];
            for (int i = 0; i < set.Length; i++)
            {
                var key = (SpanAttribute)(kept[i] >> IndexBits);
                set[i] = new RecordedAttribute(key, _strings[kept[i] & ((1 << IndexBits) - 1)]);
            }
        }

        return set!;
    }

    private sealed class ByContent : IEqualityComparer<int[]>, IAlternateEqualityComparer<ReadOnlySpan<int>, int[]>
    {
        public int[] Create(ReadOnlySpan<int> kept) => kept.ToArray();

        public bool Equals(int[]? a, int[]? b) => a.AsSpan().SequenceEqual(b);

        public bool Equals(ReadOnlySpan<int> a, int[] b) => a.SequenceEqual(b);

        public int GetHashCode([DisallowNull] int[] kept) => GetHashCode(kept.AsSpan());

        public int GetHashCode(ReadOnlySpan<int> kept)
        {
            HashCode hash = default;
            hash.AddBytes(MemoryMarshal.AsBytes(kept));
            return hash.ToHashCode();
        }
    }
}
