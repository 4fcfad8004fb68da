namespace Clrscope.Queries.Export;

/// <summary>
/// Bounds what all files of an export hold together: when there are too many different samples, all go over to less detail.
/// Safe for several threads at once.
/// </summary>
internal sealed class ExportBudget(int max)
{
    private readonly Lock _lock = new();
    private volatile ExportDetail _detail = ExportDetail.Span;
    private long _used;

    /// <summary>The detail that there is room for so far. The last one has no bound.</summary>
    internal ExportDetail Detail => _detail;

    /// <summary>Takes room for samples of a detail; those of a detail that was given up do not count any more.</summary>
    internal void Take(ExportDetail detail, int samples)
    {
        lock (_lock)
        {
            if (detail != _detail || detail == ExportDetail.Process)
            {
                return;
            }

            _used += samples;
            if (_used > max)
            {
                _detail = detail + 1;
                _used = 0;
            }
        }
    }
}
