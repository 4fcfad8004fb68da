namespace Clrscope.Agent.Sessions;

/// <summary>
/// Profiles that were written while some of their requests had not ended. Once all have, or have been waited for long enough, the profile
/// is written again under its name, with the endpoints that are known by then.
/// </summary>
internal sealed class LateJoins(ExportAttempts exports)
{
    /// <summary>Windows kept in memory; the oldest are given up as they were written.</summary>
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
            _waiting.RemoveFirst();
        }
    }

    /// <summary>Writes those again that wait for nothing more.</summary>
    public void Pass(ulong nowNs)
    {
        for (LinkedListNode<WrittenWindow>? node = _waiting.First; node is not null;)
        {
            LinkedListNode<WrittenWindow>? next = node.Next;
            if (nowNs >= node.Value.DeadlineNs || !node.Value.Samples.HasUnknownEndpoints)
            {
                Finish(node);
            }

            node = next;
        }
    }

    /// <summary>Writes all of them again, with what is known.</summary>
    public void Flush()
    {
        while (_waiting.First is { } node)
        {
            Finish(node);
        }
    }

    // A profile that somebody has taken away meanwhile is not put back. One that cannot be written is left as it is: every sample of
    // it is there, [in flight] at worst.
    private void Finish(LinkedListNode<WrittenWindow> node)
    {
        _waiting.Remove(node);
        if (exports.Sink.Contains(node.Value.Name))
        {
            exports.TryWrite(node.Value.Name, node.Value.Build);
        }
    }
}
