namespace Clrscope.Queries.Export;

/// <summary>Bounds what all files of an export hold together. Safe for several threads at once.</summary>
internal sealed class ExportBudget(int max)
{
    private int _used;

    /// <summary>Takes room for one more sample.</summary>
    /// <exception cref="ExceededException">There is none.</exception>
    internal void Take()
    {
        if (Interlocked.Increment(ref _used) > max)
        {
            throw new ExceededException();
        }
    }

    /// <summary>Ends a scan that found too many different samples.</summary>
    internal sealed class ExceededException : Exception;
}
