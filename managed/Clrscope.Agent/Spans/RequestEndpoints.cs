using Clrscope.Segment;

namespace Clrscope.Agent.Spans;

/// <summary>
/// Joins the samples of a process to the endpoints of their requests. The endpoint is known when the local root ends, which is mostly
/// after the samples were taken and may be after their profile was written.
/// <para>
/// Memory is bounded by what was sampled, not by the spans that are alive: a request gets an entry with its first sample, and
/// only the last ends are kept for samples still to come.
/// </para>
/// </summary>
internal sealed class RequestEndpoints
{
    /// <summary>Requests with samples whose end has not come; the oldest are given up.</summary>
    public const int MaxAwaited = 100_000;

    /// <summary>Requests that have ended and may still get a sample, such as work that goes on behind an answer.</summary>
    public const int MaxEnded = 65_536;

    /// <summary>Different endpoints of a process; more are <see cref="Other"/>.</summary>
    public const int MaxNames = 4096;

    /// <summary>What endpoints beyond <see cref="MaxNames"/> are called.</summary>
    public const string Other = "[other]";

    private readonly BoundedMap<RequestEndpoint> _awaited = new(MaxAwaited);
    private readonly BoundedMap<RequestEndpoint> _ended = new(MaxEnded);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Requests with samples whose end has not come.</summary>
    public int Awaited => _awaited.Count;

    /// <summary>The endpoint of a sample's request, which may get its name later.</summary>
    public RequestEndpoint Of(SpanContext context)
    {
        ulong root = context.RootSpanId.Value;
        if (_awaited.Find(root) is { } awaited)
        {
            return awaited;
        }

        if (_ended.Find(root) is { } ended)
        {
            return ended;
        }

        RequestEndpoint endpoint = new();
        _awaited.Add(root, endpoint);
        return endpoint;
    }

    /// <summary>A span has ended. Other spans than local roots change nothing.</summary>
    public void OnSpanStop(in SpanInfo span, SpanAttributes attributes)
    {
        if (!span.IsLocalRoot)
        {
            return;
        }

        ulong root = span.Context.RootSpanId.Value;
        RequestEndpoint endpoint = _awaited.Remove(root) ?? new RequestEndpoint();
        endpoint.Name = Intern(SpanEndpoint.Of(span.Kind, attributes));
        _ended.Add(root, endpoint);
    }

    private string Intern(string name)
    {
        if (_names.TryGetValue(name, out string? known))
        {
            return known;
        }

        if (_names.Count == MaxNames)
        {
            return Other;
        }

        _names.Add(name);
        return name;
    }
}
