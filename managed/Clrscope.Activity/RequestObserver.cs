using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Clrscope.Activities;

/// <summary>
/// Learns the routes of requests from ASP.NET Core's routing. Subscribes to that one event: others would make ASP.NET Core do
/// more. What it asks about those is heard, too, as with the question for an activity it shows the request.
/// </summary>
[SuppressMessage("Design", "CA1031", Justification = "An exception would surface in the program's request.")]
internal sealed class RequestObserver : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Listener = "Microsoft.AspNetCore";
    private const string Event = "Microsoft.AspNetCore.Routing.EndpointMatched";

    private readonly ActivityTracker _tracker;
    private readonly NativePort _port;
    private readonly ActivityCreation? _creation;
    private readonly List<IDisposable> _subscriptions = [];
    private volatile HttpContextReader? _reader;

    private RequestObserver(ActivityTracker tracker, NativePort port, ActivityCreation? creation)
    {
        _tracker = tracker;
        _port = port;
        _creation = creation;
    }

    internal static RequestObserver Start(ActivityTracker tracker, NativePort port, ActivityCreation? creation)
    {
        var observer = new RequestObserver(tracker, port, creation);
        observer.Keep(DiagnosticListener.AllListeners.Subscribe(observer));
        return observer;
    }

    public void OnNext(DiagnosticListener value)
    {
        try
        {
            if (value.Name == Listener)
            {
                Keep(new EventSubscription(value, this, static name => name == Event, OnAsked));
            }
        }
        catch (Exception)
        {
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        try
        {
            if (value.Key == Event && value.Value is { } context && !_port.IsOff)
            {
                OnMatched(context);
            }
        }
        catch (Exception)
        {
        }
    }

    public void OnError(Exception error)
    {
    }

    public void OnCompleted()
    {
    }

    public void Dispose()
    {
        lock (_subscriptions)
        {
            _subscriptions.ForEach(static subscription => subscription.Dispose());
            _subscriptions.Clear();
        }
    }

    private void OnAsked(EventSubscription subscription, string name, object? context)
    {
        try
        {
            if (name == HostingActivities.ActivityName && context is not null && _creation is { IsAlone: true } creation && _port.KeepsContexts)
            {
                creation.Hosting.Begins(context, subscription.IsOnly);
            }
        }
        catch (Exception)
        {
        }
    }

    private void OnMatched(object context)
    {
        if (Activity.Current is null)
        {
            _creation?.Hosting.RoutedWithoutActivity();
        }
        else if (_tracker.CurrentRoot is { } root)
        {
            HttpContextReader? reader = _reader;
            if (reader is null || !reader.Fits(context))
            {
                reader = _reader = new HttpContextReader(context.GetType());
            }
            root.Request = reader.Read(context);
        }
    }

    private void Keep(IDisposable subscription)
    {
        lock (_subscriptions)
        {
            _subscriptions.Add(subscription);
        }
    }
}
