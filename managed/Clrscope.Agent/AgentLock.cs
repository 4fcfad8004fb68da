using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Clrscope.Agent.Platform;
using Clrscope.Segment;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Agent;

/// <summary>
/// The right to be the one agent of a segment directory: a lock on <c>agent.(layout version).lock</c> in it, which ends
/// with the process that holds it, however it ends. The file stays; removing it would let two agents lock two files.
/// </summary>
public sealed class AgentLock : IDisposable
{
    // Whoever asks whether there is an agent locks the file itself for a moment.
    private const int Attempts = 5;

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(20);

    private readonly SafeFileHandle _file;

    private AgentLock(SafeFileHandle file) => _file = file;

    /// <summary>The path of the lock in <paramref name="directory"/>.</summary>
    public static string PathIn(string directory) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"agent.{Layout.Version}.lock"));

    /// <summary>Takes the lock; null if another process holds it.</summary>
    /// <exception cref="IOException">The lock's file could not be made or locked.</exception>
    public static AgentLock? TryTake(string directory, string version)
    {
        SafeFileHandle file = Posix.OpenOrCreate(PathIn(directory));
        try
        {
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                if (Posix.TryLock(file))
                {
                    WriteHolder(file, version);
                    return new(file);
                }

                Thread.Sleep(BetweenAttempts);
            }

            file.Dispose();
            return null;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // For people who look into the file. The lock is what counts, so a file system without room for the text is no error.
    private static void WriteHolder(SafeFileHandle file, string version)
    {
        byte[] content = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {version}\n"));
        try
        {
            RandomAccess.SetLength(file, 0);
            RandomAccess.Write(file, content, fileOffset: 0);
        }
        catch (IOException)
        {
        }
    }
}
