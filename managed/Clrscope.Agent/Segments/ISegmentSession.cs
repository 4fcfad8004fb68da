namespace Clrscope.Agent.Segments;

/// <summary>What is done with one segment, from its discovery to the end of its owner.</summary>
internal interface ISegmentSession : IDisposable
{
    /// <summary>Whether the owner lived at the last pass.</summary>
    bool IsOwnerAlive { get; }

    /// <summary>Reads what is new and acts on it.</summary>
    /// <returns>True once the owner is dead and nothing of the segment is needed any more.</returns>
    bool Pass();
}
