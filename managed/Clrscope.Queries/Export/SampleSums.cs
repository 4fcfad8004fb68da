using System.Buffers;

namespace Clrscope.Queries.Export;

/// <summary>
/// Sums by group of samples and stack. They come in runs that are sorted by group; those of different runs may be equal until they are
/// added up, which is done when there is no room.
/// </summary>
internal sealed class SampleSums
{
    private SampleSum[] _sums = [];
    private int _count;
    private bool _isRented;
    private bool _areDifferent = true;

    // Of the run that is being added. By stack: place of its latest sum, counted from 1. Up to where the group begins it is
    // another group's.
    private int[] _places = [];
    private int _group;
    private int _begin;

    /// <summary>Different samples when they were added up last.</summary>
    internal int Different { get; private set; }

    /// <summary>The sums, each group's in a row, and each once after <see cref="AddUp"/>.</summary>
    internal ReadOnlySpan<SampleSum> All => AsMemory().Span;

    /// <summary>The same, to be kept until there are others.</summary>
    internal ReadOnlyMemory<SampleSum> AsMemory() => _sums.AsMemory(0, _count);

    /// <summary>Goes on with sums that come sorted by group, for which it makes room; those of one group and stack become one.</summary>
    /// <param name="count">How many come at most.</param>
    /// <param name="stacks">Bound of their stacks.</param>
    internal void BeginRun(int count, int stacks)
    {
        if (_sums.Length - _count < count)
        {
            AddUp();
            // Where that has not made half of it free, it would be called again too soon.
            MakeRoom(Math.Max(count, _sums.Length / 2));
        }

        _areDifferent = _count == 0;
        BeginRun(stacks);
    }

    /// <summary>Makes room for more of them than was said.</summary>
    internal void MakeRoom(int more)
    {
        if (_sums.Length - _count < more)
        {
            SampleSum[] larger = ArrayPool<SampleSum>.Shared.Rent(_count == 0 ? more : (_count + more) * 2);
            All.CopyTo(larger);
            ReturnRoom();
            _sums = larger;
            _isRented = true;
        }
    }

    /// <summary>Adds the next one.</summary>
    internal void AddToRun(int group, int stack, in CpuSum cpu)
    {
        if (group != _group)
        {
            _group = group;
            _begin = _count;
        }

        ref int place = ref _places[stack];
        if (place > _begin)
        {
            _sums[place - 1].Cpu.Add(cpu);
        }
        else
        {
            _sums[_count++] = new SampleSum(group, stack, cpu);
            place = _count;
        }
    }

    /// <summary>Says that it was the last one.</summary>
    internal void EndRun()
    {
        _places = [];
        if (_areDifferent)
        {
            Different = _count;
        }
    }

    /// <summary>Adds equal sums up.</summary>
    internal void AddUp()
    {
        if (_areDifferent)
        {
            return;
        }

        SampleSum[] rented = ArrayPool<SampleSum>.Shared.Rent(_count);
        Span<SampleSum> sorted = rented.AsSpan(0, _count);
        int stacks = SortedByGroup.Write(All, sorted);
        _count = 0;
        _areDifferent = true;
        BeginRun(stacks);
        foreach (ref readonly SampleSum sum in sorted)
        {
            AddToRun(sum.Group, sum.Stack, sum.Cpu);
        }

        EndRun();
        ArrayPool<SampleSum>.Shared.Return(rented);
    }

    /// <summary>Puts all sums into other groups, by their own, and adds those up that have become equal.</summary>
    internal void Regroup(ReadOnlySpan<int> groups)
    {
        foreach (ref SampleSum sum in _sums.AsSpan(0, _count))
        {
            sum.Group = groups[sum.Group];
        }

        _areDifferent = _count == 0;
        AddUp();
    }

    /// <summary>Gives up the room that is not used.</summary>
    internal void Trim()
    {
        if (_isRented)
        {
            SampleSum[] exact = All.ToArray();
            ReturnRoom();
            _sums = exact;
        }
    }

    private void BeginRun(int stacks)
    {
        _places = new int[stacks];
        _group = -1;
        _begin = _count;
    }

    private void ReturnRoom()
    {
        if (_isRented)
        {
            ArrayPool<SampleSum>.Shared.Return(_sums);
            _isRented = false;
        }
    }
}
