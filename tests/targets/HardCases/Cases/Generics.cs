using System.Runtime.CompilerServices;

namespace HardCases.Cases;

/// <summary>Generic code of its own for each value type, and shared by all reference types.</summary>
internal sealed class Generics : ICase
{
    private readonly record struct Money(long Cents) : IComparable<Money>
    {
        public int CompareTo(Money other) => Cents.CompareTo(other.Cents);
    }

    private sealed record Label(string Text) : IComparable<Label>
    {
        public int CompareTo(Label? other) => string.CompareOrdinal(Text, other?.Text);
    }

    private sealed class Tree<T>
        where T : IComparable<T>
    {
        private readonly List<(T Item, int Left, int Right)> _nodes = [];

        public int Count => _nodes.Count;

        public void Add(T item)
        {
            if (_nodes.Count == 0)
            {
                _nodes.Add((item, -1, -1));
            }
            else
            {
                Add(0, item);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Add(int at, T item)
        {
            (T own, int left, int right) = _nodes[at];
            int order = item.CompareTo(own);
            int next = order < 0 ? left : right;
            if (order == 0)
            {
                return;
            }
            if (next >= 0)
            {
                Add(next, item);
                return;
            }
            _nodes[at] = order < 0 ? (own, _nodes.Count, right) : (own, left, _nodes.Count);
            _nodes.Add((item, -1, -1));
        }
    }

    public string Name => "generics";

    public void Run()
    {
        Check.Equal(Name, 500, Fill(i => i));
        Check.Equal(Name, 500, Fill(i => (double)i));
        Check.Equal(Name, 500, Fill(i => new Money(i)));
        Check.Equal(Name, 500, Fill(i => new Label(i.ToString())));
        Check.Equal(Name, 500, Fill(i => (i, "x")));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Fill<T>(Func<int, T> make)
        where T : IComparable<T>
    {
        var tree = new Tree<T>();
        for (int i = 0; i < 1000; i++)
        {
            tree.Add(make(i * 7919 % 500));
        }
        return tree.Count;
    }
}
