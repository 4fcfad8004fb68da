using Clrscope.Segment;

namespace Clrscope.Symbols;

/// <summary>The latest name of each thread, by thread number: tids are reused, thread numbers are not.</summary>
internal sealed class ThreadNames(int maxLength)
{
    private const ulong StillAlive = ulong.MaxValue;

    private readonly record struct Entry(string Name, ulong EndedAtNs);

    private readonly Dictionary<uint, Entry> _threads = [];

    public int Count => _threads.Count;

    public string this[uint threadNumber] => _threads.GetValueOrDefault(threadNumber, new Entry("", StillAlive)).Name;

    public void Set(ThreadInfo thread) =>
        _threads[thread.ThreadNumber] = new Entry(PrintableText.Clean(thread.Name, maxLength), StillAlive);

    public void End(uint threadNumber, ulong timeNs)
    {
        if (_threads.TryGetValue(threadNumber, out Entry entry))
        {
            _threads[threadNumber] = entry with { EndedAtNs = timeNs };
        }
    }

    /// <summary>Drops the threads that ended at a time or before.</summary>
    public void Forget(ulong atOrBeforeNs)
    {
        foreach ((uint threadNumber, Entry entry) in _threads)
        {
            if (entry.EndedAtNs <= atOrBeforeNs)
            {
                _threads.Remove(threadNumber);
            }
        }
    }
}
