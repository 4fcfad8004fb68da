using System.Collections;
using System.Collections.Immutable;

namespace Clrscope.Profiles;

/// <summary>The labels of a sample, sorted by key. Equal if they hold the same labels; made to be kept and shared.</summary>
public sealed class LabelSet : IReadOnlyList<Label>, IEquatable<LabelSet>
{
    private readonly ImmutableArray<Label> _labels;
    private readonly int _hash;

    private LabelSet(ImmutableArray<Label> labels)
    {
        _labels = labels;
        HashCode hash = default;
        foreach (Label label in labels)
        {
            hash.Add(label);
        }
        _hash = hash.ToHashCode();
    }

    public static LabelSet Empty { get; } = new([]);

    public int Count => _labels.Length;

    public Label this[int index] => _labels[index];

    /// <summary>A set with one value for each key, as every profile that we write has.</summary>
    public static LabelSet Create(params ReadOnlySpan<Label> labels)
    {
        LabelSet set = CreateAny(labels);
        for (int i = 1; i < set.Count; i++)
        {
            if (set[i].Key == set[i - 1].Key)
            {
                throw new ArgumentException($"Two values for the label '{set[i].Key}'.", nameof(labels));
            }
        }
        return set;
    }

    /// <summary>The first label with this key, or null.</summary>
    public Label? Find(string key)
    {
        foreach (Label label in _labels)
        {
            if (label.Key == key)
            {
                return label;
            }
        }
        return null;
    }

    public bool Equals(LabelSet? other) =>
        ReferenceEquals(this, other) ||
        (other is not null && _hash == other._hash && _labels.AsSpan().SequenceEqual(other._labels.AsSpan()));

    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    public override int GetHashCode() => _hash;

    public IEnumerator<Label> GetEnumerator() => ((IEnumerable<Label>)_labels).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A set that may have several values for a key, as the format allows; their order is kept.</summary>
    internal static LabelSet CreateAny(ReadOnlySpan<Label> labels)
    {
        // OrderBy is stable, Sort is not.
        return labels.IsEmpty ? Empty : new([.. labels.ToArray().OrderBy(label => label.Key, StringComparer.Ordinal)]);
    }
}
