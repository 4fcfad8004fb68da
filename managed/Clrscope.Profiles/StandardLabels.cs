namespace Clrscope.Profiles;

/// <summary>The labels of a sample, by the names that readers of profiles know.</summary>
/// <param name="process">Name of the process.</param>
/// <param name="pid">Its id.</param>
public sealed class StandardLabels(string process, long pid)
{
    private readonly List<Label> _labels = [new("process", process), new("pid", pid)];

    /// <summary>The thread; an empty name is left out.</summary>
    public void AddThread(long tid, string name)
    {
        _labels.Add(new("thread id", tid));
        if (name.Length > 0)
        {
            _labels.Add(new("thread name", name));
        }
    }

    /// <summary>The trace and the span, in hex digits.</summary>
    public void AddTrace(string traceId, string spanId)
    {
        _labels.Add(new("trace_id", traceId));
        _labels.Add(new("span_id", spanId));
    }

    /// <summary>The span and its local root as numbers. The fields are signed; readers take the bits.</summary>
    public void AddSpanNumbers(ulong localRoot, ulong span)
    {
        _labels.Add(new("local root span id", unchecked((long)localRoot)));
        _labels.Add(new("span id", unchecked((long)span)));
    }

    /// <summary>What the request was for.</summary>
    public void AddEndpoint(string endpoint) => _labels.Add(new("trace endpoint", endpoint));

    /// <summary>All of them.</summary>
    public LabelSet ToSet() => LabelSet.Create([.. _labels]);
}
