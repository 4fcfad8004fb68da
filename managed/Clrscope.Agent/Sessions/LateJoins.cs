namespace Clrscope.Agent.Sessions;

/// <summary>
/// Profiles that were written while some of their requests had not ended. Once all have, or have been waited for long enough, the profile
/// is written again under its name, with the endpoints that are known by then.
/// </summary>
internal sealed class LateJoins(ExportAttempts exports)
{
    /// <summary>Windows kept in memory; of more, the oldest is written with what is known of it.</summary>
    public const int MaxWindows = 16;

    private readonly LinkedList<WrittenWindow> _waiting = [];

    /// <summary>Windows that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>A window whose profile has been written.</summary>
    public void Add(WrittenWindow window)
    {
        _waiting.AddLast(window);
        if (_waiting.Count > MaxWindows)
        {
            TryFinish(_waiting.First!.Value);
            _waiting.RemoveFirst();
        }
    }

    /// <summary>Writes those again that wait for nothing more. What cannot be written is tried until the end of its time.</summary>
    public void Pass(ulong nowNs)
    {
        for (LinkedListNode<WrittenWindow>? node = _waiting.First; node is not null;)
        {
            LinkedListNode<WrittenWindow>? next = node.Next;
            bool isOver = nowNs >= node.Value.DeadlineNs;
            if ((isOver || node.Value.Samples.UnknownEndpoints == 0) && (TryFinish(node.Value) || isOver))
            {
                _waiting.Remove(node);
            }

            node = next;
        }
    }

    /// <summary>Writes all of them again, with what is known.</summary>
    public void Flush()
    {
        foreach (WrittenWindow window in _waiting)
        {
            TryFinish(window);
        }

        _waiting.Clear();
    }

    // A profile of which nothing has become known is right as it is, and one that somebody has taken away meanwhile is not put
    // back. In one that cannot be written every sample is there, [in flight] at worst.
    private bool TryFinish(WrittenWindow window) =>
        window.Samples.UnknownEndpoints == window.UnknownEndpoints
        || !exports.Sink.Contains(window.Name)
        || exports.TryWrite(window.Name, window.Build);
}
