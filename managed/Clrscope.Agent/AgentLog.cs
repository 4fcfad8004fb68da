using System.Globalization;

namespace Clrscope.Agent;

/// <summary>Plain lines for people: to standard error and, for a detached agent, to a file of bounded size.</summary>
public sealed class AgentLog(TextWriter console, string? file, TimeProvider time)
{
    /// <summary>The file and its one predecessor hold at most this together, in bytes.</summary>
    public const long MaxBytes = 1 << 20;

    private bool _fileFailed;

    /// <summary>Writes a message, which may have several lines.</summary>
    public void Write(string message)
    {
        console.WriteLine($"clrscope: {message}");
        if (file is not null)
        {
            AppendToFile(message);
        }
    }

    private void AppendToFile(string message)
    {
        try
        {
            FileInfo current = new(file!);
            if (current.Exists && current.Length > MaxBytes / 2)
            {
                current.MoveTo($"{file}.1", overwrite: true);
            }

            string time8601 = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            File.AppendAllText(file!, $"{time8601} {message}{Environment.NewLine}");
            _fileFailed = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (!_fileFailed)
            {
                _fileFailed = true;
                console.WriteLine($"clrscope: cannot write the log: {error.Message}");
            }
        }
    }
}
