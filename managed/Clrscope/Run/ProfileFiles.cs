using System.Globalization;
using Clrscope.Agent.Collecting;
using Clrscope.Export;
using Clrscope.Profiles;

namespace Clrscope.CommandLine.Run;

/// <summary>Writes what a run has collected.</summary>
internal sealed class ProfileFiles
{
    private const int MaxNameLength = 64;

    private readonly string _path;
    private readonly bool _perProcess;

    /// <exception cref="CommandException">The directory that the profile is to go to does not exist.</exception>
    public ProfileFiles(RunOptions options, DateTimeOffset now)
    {
        _perProcess = options.PerProcess;
        _path = Path.GetFullPath(options.Output ?? DefaultName(options.Command[0], now));
        string? directory = Path.GetDirectoryName(_path);
        if (!Directory.Exists(directory))
        {
            throw new CommandException($"the profile cannot be written to {_path}: there is no directory {directory}.");
        }
    }

    /// <summary>Writes the profiles of processes that have samples: one for all, or one each.</summary>
    /// <returns>The paths.</returns>
    public IReadOnlyList<string> Write(IReadOnlyList<CollectedProcess> processes)
    {
        if (!_perProcess)
        {
            Write(_path, ProfileMerger.Merge(processes.Select(process => process.Profile)));
            return [_path];
        }

        List<string> paths = [];
        foreach (CollectedProcess process in processes)
        {
            string path = PathFor(process);
            Write(path, process.Profile);
            paths.Add(path);
        }

        return paths;
    }

    private static string DefaultName(string command, DateTimeOffset now)
    {
        string name = FileNameText.Clean(Path.GetFileName(command), MaxNameLength);
        string time = now.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        return $"clrscope-{name}-{time}{ProfileFileName.Extension}";
    }

    private static void Write(string path, Profile profile) =>
        AtomicFile.Write(path, stream => PprofWriter.Write(profile, stream));

    private string PathFor(CollectedProcess process)
    {
        string stem = _path.EndsWith(ProfileFileName.Extension, StringComparison.Ordinal)
            ? _path[..^ProfileFileName.Extension.Length]
            : _path;
        string name = FileNameText.Clean(process.Name, MaxNameLength);
        return string.Create(CultureInfo.InvariantCulture, $"{stem}-{name}-{process.Pid}{ProfileFileName.Extension}");
    }
}
