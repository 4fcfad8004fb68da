namespace Clrscope.Agent.Configuration;

/// <summary>
/// Keeps the settings in force and reads them again when the file changes. The file is looked at by name at every poll,
/// so that replacing it (as editors and mounted configuration maps do), creating it and deleting it count as changes. A
/// change is taken up once the file has stayed the same for one poll: it may be half written before.
/// </summary>
public sealed class SettingsMonitor
{
    private readonly ConfigFileLocation _location;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private FileStamp _applied;
    private FileStamp _seen;
    private string? _reportedError;

    /// <exception cref="SettingsException">The configuration at the start is wrong.</exception>
    public SettingsMonitor(ConfigFileLocation location, IReadOnlyDictionary<string, string> environment)
    {
        _location = location;
        _environment = environment;
        FileInfo file = location.Current();
        _applied = _seen = FileStamp.Of(file);
        Current = SettingsReader.Read(file, environment);
    }

    /// <summary>The last configuration without a mistake.</summary>
    public ProfilerSettings Current { get; private set; }

    /// <summary>Takes up a change of the file. A wrong one leaves <see cref="Current"/> as it is and is reported once.</summary>
    /// <returns>Whether <see cref="Current"/> has changed.</returns>
    public bool Poll(Action<string> reportError)
    {
        FileInfo file = _location.Current();
        FileStamp now = FileStamp.Of(file);
        bool settled = now == _seen;
        _seen = now;
        if (!settled || now == _applied)
        {
            return false;
        }

        _applied = now;
        try
        {
            ProfilerSettings changed = SettingsReader.Read(file, _environment);
            _reportedError = null;
            bool differs = changed != Current;
            Current = changed;
            return differs;
        }
        catch (SettingsException error)
        {
            if (error.Message != _reportedError)
            {
                _reportedError = error.Message;
                reportError($"{error.Message}{Environment.NewLine}The last good configuration stays in force.");
            }

            return false;
        }
    }

    private readonly record struct FileStamp(string Path, bool Exists, long Length, DateTime LastWriteUtc)
    {
        // Through links, since a mounted configuration map changes what a link leads to and not the link.
        public static FileStamp Of(FileInfo file) =>
            file.Exists && (file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is FileInfo { Exists: true } target
                ? new(file.FullName, true, target.Length, target.LastWriteTimeUtc)
                : new(file.FullName, false, 0, default);
    }
}
