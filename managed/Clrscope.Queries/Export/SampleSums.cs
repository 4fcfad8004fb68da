using System.Buffers;

namespace Clrscope.Queries.Export;

/// <summary>
/// Sums by group of samples and stack. Samples are kept as they come until there is no room, and only then are equal ones added
/// up: sorted by group, the sums of one group are found by an array that the processor's cache holds. To look up the sum of each
/// sample in a table of all of them takes several times as long.
/// </summary>
internal sealed class SampleSums
{
    private const int MinRoom = 1 << 18;

    private SampleSum[] _sums = [];
    private int _count;
    private bool _isRented;

    /// <summary>Different samples when they were added up last.</summary>
    internal int Different { get; private set; }

    /// <summary>The sums, each group's in a row, and each once after <see cref="AddUp"/>.</summary>
    internal ReadOnlySpan<SampleSum> All => _sums.AsSpan(0, _count);

    /// <summary>Makes room for so many samples, if need be by adding up what there is. Not all of them need come.</summary>
    internal void Reserve(int more)
    {
        if (_sums.Length - _count < more)
        {
            AddUp();
            if (_sums.Length - _count < Math.Max(more, _sums.Length / 2))
            {
                SampleSum[] larger = ArrayPool<SampleSum>.Shared.Rent(Math.Max((_count + more) * 2, MinRoom));
                All.CopyTo(larger);
                int count = _count;
                Release();
                _sums = larger;
                _count = count;
                _isRented = true;
            }
        }
    }

    /// <summary>Adds a sample for which there is room.</summary>
    internal void Add(int group, int stack, in CpuSum cpu) => _sums[_count++] = new SampleSum(group, stack, cpu);

    /// <summary>Adds equal samples up.</summary>
    internal void AddUp()
    {
        if (_count == 0)
        {
            return;
        }

        int groups = 0;
        int stacks = 0;
        foreach (ref readonly SampleSum sum in All)
        {
            groups = Math.Max(groups, sum.Group + 1);
            stacks = Math.Max(stacks, sum.Stack + 1);
        }

        SampleSum[] sorted = ArrayPool<SampleSum>.Shared.Rent(_count);
        SortByGroup(sorted, groups);
        AddUp(sorted.AsSpan(0, _count), stacks);
        ArrayPool<SampleSum>.Shared.Return(sorted);
    }

    /// <summary>Gives up the room that is not used.</summary>
    internal void Trim()
    {
        SampleSum[] exact = All.ToArray();
        Release();
        _sums = exact;
        _count = exact.Length;
    }

    /// <summary>Gives the room up, and what is in it.</summary>
    internal void Release()
    {
        if (_isRented)
        {
            ArrayPool<SampleSum>.Shared.Return(_sums);
        }

        _sums = [];
        _count = 0;
        _isRented = false;
    }

    private void SortByGroup(SampleSum[] sorted, int groups)
    {
        int[] next = new int[groups + 1];
        foreach (ref readonly SampleSum sum in All)
        {
            next[sum.Group + 1]++;
        }

        for (int i = 1; i < next.Length; i++)
        {
            next[i] += next[i - 1];
        }

        foreach (ref readonly SampleSum sum in All)
        {
            sorted[next[sum.Group]++] = sum;
        }
    }

    private void AddUp(ReadOnlySpan<SampleSum> sorted, int stacks)
    {
        // By stack: place of its latest sum, counted from 1. Up to where the group begins it is another group's.
        int[] places = new int[stacks];
        SampleSum[] sums = _sums;
        int count = 0;
        int begin = 0;
        int group = sorted[0].Group;
        foreach (ref readonly SampleSum sum in sorted)
        {
            if (sum.Group != group)
            {
                group = sum.Group;
                begin = count;
            }

            ref int place = ref places[sum.Stack];
            if (place > begin)
            {
                sums[place - 1].Cpu.Add(sum.Cpu);
            }
            else
            {
                sums[count++] = sum;
                place = count;
            }
        }

        _count = count;
        Different = count;
    }
}
