using System.Diagnostics;

namespace Clrscope.Activities.Tests;

/// <summary>A native library with the exports that the tracker needs, built for the tests.</summary>
public sealed class FakeLibrary : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("clrscope");

    public FakeLibrary()
    {
        Path = System.IO.Path.Combine(_directory.FullName, "libfake.so");
        string code = System.IO.Path.Combine(AppContext.BaseDirectory, "fake_profiler.c");
        using var compiler = Process.Start("cc", ["-shared", "-fPIC", "-O1", "-o", Path, code]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
    }

    internal string Path { get; }

    public void Dispose() => _directory.Delete(recursive: true);
}
