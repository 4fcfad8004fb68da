using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>A wall clock that the test can set, under the programs that are started with it.</summary>
internal sealed class SteppedClock : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;

    internal SteppedClock(string path)
    {
        _path = path;
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite);
        Set(TimeSpan.Zero);
    }

    /// <summary>The clock is now so much ahead of the kernel's.</summary>
    internal void Set(TimeSpan ahead)
    {
        Span<byte> seconds = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(seconds, (long)ahead.TotalSeconds);
        RandomAccess.Write(_file, seconds, 0);
    }

    /// <summary>The program under this clock.</summary>
    internal ProgramStart Under(ProgramStart program) =>
        program.With("LD_PRELOAD", Installation.SteppedClock).With("STEPPED_CLOCK", _path);

    public void Dispose() => _file.Dispose();
}
