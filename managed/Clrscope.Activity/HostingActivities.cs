using System.Diagnostics;

namespace Clrscope.Activities;

/// <summary>
/// ASP.NET Core makes an activity of each request by itself if the program logs, and nothing is better than that one. It is
/// had made only where requests have been seen to stay without.
/// </summary>
internal sealed class HostingActivities
{
    internal const string SourceName = "Microsoft.AspNetCore";
    private const string ActivityName = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    // More than the requests that can be between their beginning and their activity's at one time.
    private const int Patience = 256;

    private volatile Finding _finding;
    private int _asked;

    private enum Finding
    {
        None,
        MakesThem,
        MakesNone,
    }

    /// <summary>A request begins: is it to be given an activity?</summary>
    internal bool MustBeMade()
    {
        if (_finding == Finding.None && Interlocked.Increment(ref _asked) > Patience)
        {
            _finding = Finding.MakesNone;
        }
        return _finding == Finding.MakesNone;
    }

    internal void Started(Activity activity)
    {
        if (_finding == Finding.None && activity.OperationName == ActivityName)
        {
            _finding = Finding.MakesThem;
        }
    }

    /// <summary>A request's route is known, and nothing is current.</summary>
    internal void RoutedWithoutActivity()
    {
        if (_finding == Finding.None)
        {
            _finding = Finding.MakesNone;
        }
    }
}
