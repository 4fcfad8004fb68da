using System.Globalization;
using System.Security.Cryptography;
using Clrscope.Agent;
using Clrscope.Agent.Platform;
using Clrscope.Segment;

namespace Clrscope.CommandLine.Run;

/// <summary>
/// The private segment directory of one run, below a directory where segments lie by default. It holds the agent's lock, so
/// that nothing else serves it and a later run can tell it from one whose run was killed.
/// </summary>
internal sealed class RunDirectory : IDisposable
{
    private const string NamePrefix = "run-";

    /// <summary>Room for a few rings of the default size.</summary>
    private const long RequiredBytes = 32L << 20;

    /// <summary>A directory younger than this may belong to a run that has not locked it yet.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(1);

    private readonly AgentLock _lock;

    private RunDirectory(string path, AgentLock held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>The directories of runs below <paramref name="parent"/>.</summary>
    public static IEnumerable<string> In(string parent) =>
        Directory.Exists(parent) ? Directory.EnumerateDirectories(parent, NamePrefix + "*") : [];

    /// <summary>Makes a directory in the first place that is usable.</summary>
    /// <exception cref="CommandException">None is.</exception>
    public static RunDirectory Create(string version)
    {
        List<string> problems = [];
        foreach (string parent in SegmentDirectory.DefaultCandidates())
        {
            try
            {
                PrivateDirectory.Ensure(parent);
                long free = new DriveInfo(parent).AvailableFreeSpace;
                if (free < RequiredBytes)
                {
                    problems.Add($"{parent}: {free >> 20} MiB free, {RequiredBytes >> 20} MiB are needed.");
                    continue;
                }

                RemoveAbandoned(parent, version);
                return CreateIn(parent, version);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                problems.Add(error.Message);
            }
        }

        throw new CommandException(
            $"no directory for the segments: {string.Join(" ", problems)} Another can be named with CLRSCOPE_DIR.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        TryDelete(Path);
        _lock.Dispose();
    }

    private static RunDirectory CreateIn(string parent, string version)
    {
        string random = RandomNumberGenerator.GetHexString(8, lowercase: true);
        string name = string.Create(CultureInfo.InvariantCulture, $"{NamePrefix}{Environment.ProcessId}-{random}");
        string path = System.IO.Path.Combine(parent, name);
        PrivateDirectory.Ensure(path);
        return new(path, AgentLock.TryTake(path, version) ?? throw new IOException($"{path}: locked by another program."));
    }

    private static void RemoveAbandoned(string parent, string version)
    {
        foreach (string path in In(parent))
        {
            if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(path) < AbandonedAfter)
            {
                continue;
            }

            using AgentLock? free = AgentLock.TryTake(path, version);
            if (free is not null)
            {
                TryDelete(path);
            }
        }
    }

    // A process that lives on may make a file just now: a later run removes what stays.
    private static void TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (IOException)
        {
        }
    }
}
