using Clrscope.Export;
using Clrscope.Profiles;

namespace Clrscope.Agent.Sessions;

/// <summary>
/// Writes profiles for all sessions of an agent. A failure is reported when it begins and when it ends, and tried again at
/// a modest pace; meanwhile the rings keep what they hold.
/// </summary>
internal sealed class ExportAttempts(IProfileSink sink, TimeProvider time, Action<string> report)
{
    /// <summary>How long nothing is tried after a failure.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private string? _failure;
    private long _failedAt;

    /// <summary>Where the profiles go.</summary>
    public IProfileSink Sink => sink;

    /// <summary>Writes a profile, which is built only if it is time to try.</summary>
    /// <returns>Whether it is durably under its name.</returns>
    public bool TryWrite(ProfileFileName name, Func<Profile> build)
    {
        if (_failure is not null && time.GetElapsedTime(_failedAt) < RetryAfter)
        {
            return false;
        }

        try
        {
            sink.Write(name, build());
        }
        catch (ExportException error)
        {
            _failedAt = time.GetTimestamp();
            if (error.Message != _failure)
            {
                _failure = error.Message;
                report(error.Message);
            }

            return false;
        }

        if (_failure is not null)
        {
            _failure = null;
            report("profiles are written again.");
        }

        return true;
    }
}
