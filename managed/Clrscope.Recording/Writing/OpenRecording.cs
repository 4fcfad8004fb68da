using Clrscope.Recording.Format;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Recording.Writing;

/// <summary>The file that is being written. Methods throw what the file system says.</summary>
internal sealed class OpenRecording : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnly | UnixFileMode.UserExecute;

    private readonly FileStream _stream;
    private readonly SafeFileHandle _file;

    private OpenRecording(FileStream stream, RecordingFileName name)
    {
        _stream = stream;
        _file = stream.SafeFileHandle;
        Name = name.ToString();
        Start = name.Start;
    }

    /// <summary>Its name without the directory.</summary>
    internal string Name { get; }

    /// <summary>When it was begun.</summary>
    internal DateTimeOffset Start { get; }

    /// <summary>Its size in bytes.</summary>
    internal long Length { get; private set; }

    /// <summary>Whether nobody has deleted it, or its directory.</summary>
    internal bool IsThere => File.Exists(_stream.Name);

    /// <summary>Creates a file, and its directory if need be.</summary>
    internal static OpenRecording Create(string directory, RecordingFileName name)
    {
        FileStreamOptions options = new()
        {
            // Creating anew never follows a planted link, nor another writer's file. Sharing all keeps the framework from
            // locking the file.
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, OwnerOnlyDirectory);
            options.UnixCreateMode = OwnerOnly;
        }

        OpenRecording created = new(new FileStream(Path.Combine(directory, name.ToString()), options), name);
        try
        {
            Span<byte> header = stackalloc byte[FileHeader.Size];
            new FileHeader(name.Writer, RecordingTime.ToUnixNs(name.Start)).Write(header);
            created.Append(header);
            return created;
        }
        catch
        {
            created.Dispose();
            throw;
        }
    }

    /// <summary>Appends bytes. If that fails the file is as it was, as far as possible.</summary>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_file, bytes, Length);
            Length += bytes.Length;
        }
        catch
        {
            RandomAccess.SetLength(_file, Length);
            throw;
        }
    }

    /// <summary>Closes the file; one without blocks is removed.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (Length <= FileHeader.Size)
        {
            TryDelete(_stream.Name);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // An empty file does no harm, and goes with the old ones.
        }
    }
}
