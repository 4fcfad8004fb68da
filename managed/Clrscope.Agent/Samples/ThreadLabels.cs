using Clrscope.Profiles;
using Clrscope.Symbols;

namespace Clrscope.Agent.Samples;

/// <summary>The labels of the samples of each thread of a process; a renamed thread gets new ones.</summary>
internal sealed class ThreadLabels(int pid, ProcessSymbols symbols)
{
    private readonly Dictionary<uint, Entry> _threads = [];

    /// <summary>The labels of a sample on this thread now.</summary>
    public LabelSet Of(uint tid, uint threadNumber)
    {
        string threadName = symbols.ThreadName(threadNumber);
        string process = symbols.ProcessName;
        if (!_threads.TryGetValue(threadNumber, out Entry? entry)
            || !ReferenceEquals(entry.ThreadName, threadName)
            || !ReferenceEquals(entry.Process, process))
        {
            List<Label> labels = [new("process", process), new("pid", pid), new("thread id", tid)];
            if (threadName.Length > 0)
            {
                labels.Add(new("thread name", threadName));
            }

            entry = new Entry(threadName, process, LabelSet.Create([.. labels]));
            _threads[threadNumber] = entry;
        }

        return entry.Labels;
    }

    private sealed record Entry(string ThreadName, string Process, LabelSet Labels);
}
