using System.Runtime.InteropServices;
using Clrscope.Recording;

namespace Clrscope.Queries.Slow;

/// <summary>Adds the samples of some requests up by stack.</summary>
internal sealed class SlowVisitor(Dictionary<RootKey, int> requests) : ISampleVisitor
{
    private readonly Dictionary<(int Request, int Stack), CpuSum> _sums = [];
    private SampleValues _values;

    /// <inheritdoc/>
    public void Visit(in SampleBatch batch)
    {
        _values.Load(batch);
        for (int i = 0; i < batch.Count; i++)
        {
            int value = batch.Values[i];
            int request = requests[RootKey.Of(batch.SpanTable[batch.Spans[i]])];
            CollectionsMarshal.GetValueRefOrAddDefault(_sums, (request, batch.Stacks[i]), out _)
                .Add(new CpuSum(_values.Weights[value], _values.Counts[value]));
        }
    }

    /// <summary>Adds what was found to that of other files.</summary>
    internal void AddTo(SlowCpu cpu, RecordingTables tables)
    {
        foreach (((int request, int stack), CpuSum sum) in _sums)
        {
            cpu.Sums[request].Add(sum);
            string leaf = LeafFrames.NameOf(tables, stack);
            CollectionsMarshal.GetValueRefOrAddDefault(cpu.Leaves[request], leaf, out _).Add(sum);
        }
    }
}
