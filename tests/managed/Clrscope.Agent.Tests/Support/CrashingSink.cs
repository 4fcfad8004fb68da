using Clrscope.Export;
using Clrscope.Profiles;

namespace Clrscope.Agent.Tests.Support;

/// <summary>Where in the writing of a file an agent is killed.</summary>
public enum CrashPoint
{
    BeforeTemporaryFile,
    TemporaryFileHalfWritten,
    Named,
    TailMoved,
}

/// <summary>The agent ends here: nothing that it would have done afterwards happens.</summary>
internal sealed class SimulatedCrashException : Exception;

/// <summary>Kills its agent at one point of one write.</summary>
internal sealed class CrashingSink(string directory, CrashPoint point, int write) : IProfileSink
{
    private readonly ProfileDirectory _inner = new(directory);
    private int _writes;

    public bool HasCrashed { get; private set; }

    public void Write(ProfileFileName name, Profile profile)
    {
        if (HasCrashed)
        {
            throw new SimulatedCrashException();
        }

        HasCrashed = ++_writes == write;
        if (!HasCrashed)
        {
            _inner.Write(name, profile);
            return;
        }

        switch (point)
        {
            case CrashPoint.BeforeTemporaryFile:
                throw new SimulatedCrashException();
            case CrashPoint.TemporaryFileHalfWritten:
                Directory.CreateDirectory(directory);
                File.WriteAllText(AtomicFile.TemporaryPathOf(Path.Combine(directory, name.ToString())), "half a profile");
                throw new SimulatedCrashException();
            case CrashPoint.Named:
                _inner.Write(name, profile);
                throw new SimulatedCrashException();
            case CrashPoint.TailMoved:
                _inner.Write(name, profile);
                break;
            default:
                throw new InvalidOperationException($"{point}");
        }
    }

    public bool Contains(ProfileFileName name) => _inner.Contains(name);

    public RingRange? FindNewest(ProcessIdentity source, string kind, DateTimeOffset notBefore) =>
        _inner.FindNewest(source, kind, notBefore);
}
