using Clrscope.Recording;

namespace Clrscope.Queries;

/// <summary>
/// What the values of a batch count for when CPU time is asked for. Looking it up here, and not filtering by kind, lets
/// whole blocks pass without being copied.
/// </summary>
internal struct SampleValues
{
    private long[] _weights;
    private int[] _counts;

    /// <summary>By index of a value: nanoseconds of CPU time; 0 for other kinds.</summary>
    internal readonly ReadOnlySpan<long> Weights => _weights;

    /// <summary>By index of a value: 1 for CPU time; 0 for other kinds.</summary>
    internal readonly ReadOnlySpan<int> Counts => _counts;

    /// <summary>Takes the values of a batch.</summary>
    internal void Load(in SampleBatch batch)
    {
        if (_weights is null || _weights.Length < batch.ValueTable.Length)
        {
            _weights = new long[batch.ValueTable.Length];
            _counts = new int[batch.ValueTable.Length];
        }

        for (int i = 0; i < batch.ValueTable.Length; i++)
        {
            bool isCpu = batch.ValueTable[i].Kind == SampleKinds.Cpu;
            _weights[i] = isCpu ? batch.ValueTable[i].WeightNs : 0;
            _counts[i] = isCpu ? 1 : 0;
        }
    }
}
