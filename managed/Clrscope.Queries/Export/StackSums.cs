using System.Runtime.InteropServices;

namespace Clrscope.Queries.Export;

/// <summary>Sums by group of samples and stack, of one file.</summary>
/// <param name="stacks">How many stacks the file knows; far fewer have samples.</param>
/// <param name="areGroupsFew">
/// Whether a place for every stack with samples can be had for each group: a sum is then found without hashing, which is most
/// of what a scan of millions of samples takes.
/// </param>
internal sealed class StackSums(int stacks, bool areGroupsFew)
{
    /// <summary>By stack: its number among those with samples, counted from 1; 0 for the others.</summary>
    private readonly int[] _numbers = new int[areGroupsFew ? stacks : 0];
    private readonly List<int> _numbered = [];
    private readonly List<CpuSum[]> _places = [];
    private readonly Dictionary<Key, CpuSum> _sums = [];

    /// <summary>The sum of a stack in a group; without samples so far if it is new.</summary>
    internal ref CpuSum Of(int group, int stack)
    {
        if (!areGroupsFew)
        {
            return ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, new Key(group, stack), out _);
        }

        ref int number = ref _numbers[stack];
        if (number == 0)
        {
            _numbered.Add(stack);
            number = _numbered.Count;
        }

        while (_places.Count <= group)
        {
            _places.Add([]);
        }

        ref CpuSum[] places = ref CollectionsMarshal.AsSpan(_places)[group];
        if (places.Length < number)
        {
            Array.Resize(ref places, number * 2);
        }

        return ref places[number - 1];
    }

    /// <summary>All sums that have samples.</summary>
    internal IEnumerable<(int Group, int Stack, CpuSum Sum)> All()
    {
        foreach (((int group, int stack), CpuSum sum) in _sums)
        {
            yield return (group, stack, sum);
        }

        for (int group = 0; group < _places.Count; group++)
        {
            for (int i = 0; i < _places[group].Length; i++)
            {
                if (_places[group][i].Samples != 0)
                {
                    yield return (group, _numbered[i], _places[group][i]);
                }
            }
        }
    }

    // A record, and not a tuple, whose hash is several times as dear.
    private readonly record struct Key(int Group, int Stack);
}
