using System.Diagnostics;

namespace Clrscope.Activities;

/// <summary>
/// ASP.NET Core makes an activity of each request by itself if the program logs, or if somebody who subscribes to its events says so, and
/// nothing is better than that one. It is had made only where it would not: that is known of the request at hand, or, where it
/// cannot be, from requests that have been seen to stay without.
/// </summary>
internal sealed class HostingActivities
{
    internal const string SourceName = "Microsoft.AspNetCore";
    internal const string ActivityName = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    // More than the requests that can be between their beginning and their activity's at one time.
    private const int Patience = 256;

    // What is known of the request that begins on this thread: ASP.NET Core asks its subscribers, and then has us asked, without a pause.
    [ThreadStatic]
    private static Finding t_request;

    private readonly HostingLogging _logging = new();
    private volatile Finding _finding;
    private int _asked;

    private enum Finding
    {
        None,
        MakesThem,
        MakesNone,
    }

    /// <summary>A request begins, and its activity is about to be decided on.</summary>
    /// <param name="context">Its HttpContext.</param>
    /// <param name="isOnly">Whether nobody but us could have an activity made by subscribing to events.</param>
    internal void Begins(object context, bool isOnly)
    {
        bool? logs = isOnly ? _logging.IsOn(context) : null;
        t_request = logs is null ? Finding.None : logs.Value ? Finding.MakesThem : Finding.MakesNone;
    }

    /// <summary>A request begins: is it to be given an activity?</summary>
    internal bool MustBeMade()
    {
        ref Finding request = ref t_request;
        if (request != Finding.None)
        {
            bool makesNone = request == Finding.MakesNone;
            request = Finding.None;
            return makesNone;
        }
        if (_finding == Finding.None && Interlocked.Increment(ref _asked) > Patience)
        {
            _finding = Finding.MakesNone;
        }
        return _finding == Finding.MakesNone;
    }

    internal void Started(Activity activity)
    {
        // One that a listener had made has a source with a name, and says nothing.
        if (_finding == Finding.None && activity.OperationName == ActivityName && activity.Source.Name.Length == 0)
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
