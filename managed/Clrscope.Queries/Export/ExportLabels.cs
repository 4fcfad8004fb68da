using Clrscope.Profiles;
using Clrscope.Recording;

namespace Clrscope.Queries.Export;

/// <summary>The labels of exported samples: those of the profiles that the agent writes.</summary>
internal sealed class ExportLabels(ExportRoots roots, ExportDetail detail)
{
    /// <summary>The labels of a sample.</summary>
    internal LabelSet Of(RecordedThread thread, in SpanReference span)
    {
        List<Label> labels = [new("process", thread.Process.Name), new("pid", thread.Process.Pid)];
        if (detail != ExportDetail.Process)
        {
            labels.Add(new("thread id", thread.Tid));
            if (thread.Name.Length > 0)
            {
                labels.Add(new("thread name", thread.Name));
            }
        }

        if (!span.IsNone)
        {
            labels.Add(new("trace endpoint", roots.EndpointOf(span)));
            if (detail == ExportDetail.Span)
            {
                // The fields are signed; readers take the bits.
                labels.Add(new("trace_id", span.TraceId.ToString()));
                labels.Add(new("span_id", span.SpanId.ToString()));
                labels.Add(new("local root span id", unchecked((long)RootKey.Of(span).RootSpanId.Value)));
                labels.Add(new("span id", unchecked((long)span.SpanId.Value)));
            }
        }

        return LabelSet.Create([.. labels]);
    }
}
