using Clrscope.Recording;
using Clrscope.Testing;
using Clrscope.Testing.Recordings;

namespace Clrscope.Queries.Tests;

/// <summary>A test that makes a recording up and asks it.</summary>
public abstract class RecordingTest : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private RecordingReader? _reader;

    protected RecordingTest() => Builder = new RecordingBuilder(_directory.Path);

    internal RecordingBuilder Builder { get; }

    internal string DirectoryPath => _directory.Path;

    /// <summary>Ends the recording and opens it.</summary>
    internal RecordingReader Reader
    {
        get
        {
            Builder.Dispose();
            return _reader ??= RecordingReader.Open(_directory.Path);
        }
    }

    public void Dispose()
    {
        _reader?.Dispose();
        Builder.Dispose();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    internal TimeWindow Window(double fromMs, double toMs) => new(Builder.UnixNs(fromMs), Builder.UnixNs(toMs));

    internal static long Ms(double milliseconds) => (long)(milliseconds * RecordingBuilder.Millisecond);
}
