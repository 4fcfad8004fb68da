using System.Runtime.InteropServices;
using Clrscope.Recording;

namespace Clrscope.Queries.Endpoints;

/// <summary>Adds the samples of one file up by request.</summary>
internal sealed class RequestCpuVisitor(IReadOnlyList<RecordedThread> threads) : ISampleVisitor
{
    private readonly CpuSum[] _noRequest = new CpuSum[threads.Count];
    private readonly Dictionary<RootKey, Entry> _requests = [];
    private SampleValues _values;
    private Entry[] _bySpan = [];

    /// <inheritdoc/>
    public void Visit(in SampleBatch batch)
    {
        _values.Load(batch);
        if (_bySpan.Length < batch.SpanTable.Length)
        {
            _bySpan = new Entry[batch.SpanTable.Length];
        }

        Span<Entry> bySpan = _bySpan.AsSpan(0, batch.SpanTable.Length);
        bySpan.Clear();
        AddUp(batch, bySpan);
        for (int i = 1; i < bySpan.Length; i++)
        {
            if (bySpan[i].Cpu.Samples > 0)
            {
                ref Entry entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_requests, RootKey.Of(batch.SpanTable[i]), out _);
                entry.Cpu.Add(bySpan[i].Cpu);
                entry.Thread = bySpan[i].Thread;
            }
        }
    }

    /// <summary>Adds what was found to that of other files.</summary>
    internal void AddTo(RequestCpu total)
    {
        foreach ((RootKey request, Entry entry) in _requests)
        {
            total.Add(request, threads[entry.Thread].Process, entry.Cpu);
        }

        for (int i = 0; i < _noRequest.Length; i++)
        {
            if (_noRequest[i].Samples > 0)
            {
                total.AddNoRequest(threads[i].Process, _noRequest[i]);
            }
        }
    }

    private void AddUp(in SampleBatch batch, Span<Entry> bySpan)
    {
        ReadOnlySpan<int> spans = batch.Spans;
        ReadOnlySpan<int> values = batch.Values;
        ReadOnlySpan<int> threadsOfBatch = batch.Threads;
        ReadOnlySpan<long> weights = _values.Weights;
        ReadOnlySpan<int> counts = _values.Counts;
        for (int i = 0; i < spans.Length; i++)
        {
            int value = values[i];
            if (spans[i] == 0)
            {
                ref CpuSum sum = ref _noRequest[threadsOfBatch[i]];
                sum.CpuNs += weights[value];
                sum.Samples += counts[value];
            }
            else
            {
                ref Entry entry = ref bySpan[spans[i]];
                entry.Cpu.CpuNs += weights[value];
                entry.Cpu.Samples += counts[value];
                entry.Thread = threadsOfBatch[i];
            }
        }
    }

    private struct Entry
    {
        internal CpuSum Cpu;

        /// <summary>One of the threads, for its process.</summary>
        internal int Thread;
    }
}
