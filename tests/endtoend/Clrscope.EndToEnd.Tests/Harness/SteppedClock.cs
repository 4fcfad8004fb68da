using System.IO.MemoryMappedFiles;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>Steps the wall clock of some programs while they run (tests/endtoend/SteppedClock).</summary>
internal sealed class SteppedClock : IDisposable
{
    private const int Size = 4096;
    private const int Word = sizeof(long);

    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _page;

    internal SteppedClock(string path)
    {
        _path = path;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.CreateNew, null, Size);
        _page = _file.CreateViewAccessor();
    }

    /// <summary>What the programs read of the wall clock is so many seconds more from now on.</summary>
    internal void Set(long seconds) => _page.Write(0, seconds);

    /// <summary>The program, and what it starts, has this clock.</summary>
    internal ProgramStart Of(ProgramStart program) => program
        .With("LD_PRELOAD", Installation.SteppedClock)
        .With("STEPPED_CLOCK", _path);

    /// <summary>How often each process has read a clock that was off, by process id.</summary>
    internal Dictionary<long, long> ReadsByProcess()
    {
        Dictionary<long, long> reads = [];
        for (int at = Word; at + (2 * Word) <= Size; at += 2 * Word)
        {
            long pid = _page.ReadInt64(at);
            if (pid != 0)
            {
                reads[pid] = reads.GetValueOrDefault(pid) + _page.ReadInt64(at + Word);
            }
        }

        return reads;
    }

    public void Dispose()
    {
        _page.Dispose();
        _file.Dispose();
    }
}
