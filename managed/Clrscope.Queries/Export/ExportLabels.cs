using Clrscope.Profiles;
using Clrscope.Recording;

namespace Clrscope.Queries.Export;

/// <summary>The labels of exported samples: those of the profiles that the agent writes.</summary>
internal sealed class ExportLabels(ExportRoots roots, ExportDetail detail)
{
    /// <summary>The labels of a sample.</summary>
    internal LabelSet Of(RecordedThread thread, in SpanReference span)
    {
        StandardLabels labels = new(thread.Process.Name, thread.Process.Pid);
        if (detail != ExportDetail.Process)
        {
            labels.AddThread(thread.Tid, thread.Name);
        }

        if (!span.IsNone)
        {
            labels.AddEndpoint(roots.EndpointOf(span));
            if (detail == ExportDetail.Span)
            {
                labels.AddTrace(span.TraceId.ToString(), span.SpanId.ToString());
                labels.AddSpanNumbers(RootKey.Of(span).RootSpanId.Value, span.SpanId.Value);
            }
        }

        return labels.ToSet();
    }
}
