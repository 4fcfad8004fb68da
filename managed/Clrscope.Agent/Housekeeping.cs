using Clrscope.Agent.Configuration;
using Clrscope.Agent.Segments;
using Clrscope.Export;

namespace Clrscope.Agent;

/// <summary>Removes at a modest pace what is no longer wanted: old profiles, and segments that were never finished.</summary>
internal sealed class Housekeeping(
    string segmentDirectory, SettingsMonitor settings, ProfileRetention retention, TimeProvider time, Action<string> report)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private long? _last;
    private string? _failure;

    /// <summary>Does the work if it is time. A failure is reported once.</summary>
    public void Tick()
    {
        if (_last is long last && time.GetElapsedTime(last) < Interval)
        {
            return;
        }

        _last = time.GetTimestamp();
        try
        {
            retention.Apply(settings.Current.OutputMaxBytes, settings.Current.OutputMaxAge, time.GetUtcNow());
            AbandonedBirths.Remove(segmentDirectory, time.GetUtcNow());
            _failure = null;
        }
        catch (Exception error) when (error is ExportException or IOException or UnauthorizedAccessException)
        {
            if (error.Message != _failure)
            {
                _failure = error.Message;
                report(error.Message);
            }
        }
    }
}
