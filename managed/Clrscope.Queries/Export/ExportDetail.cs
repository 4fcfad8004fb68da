namespace Clrscope.Queries.Export;

/// <summary>What the samples of an exported profile are told apart by.</summary>
public enum ExportDetail
{
    /// <summary>Span, request, endpoint, thread and process.</summary>
    Span,

    /// <summary>Endpoint, thread and process: there were too many different spans.</summary>
    Endpoint,

    /// <summary>Endpoint and process: there were too many threads, too.</summary>
    Process,
}
