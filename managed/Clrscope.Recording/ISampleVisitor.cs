namespace Clrscope.Recording;

/// <summary>Gets the samples of one file.</summary>
public interface ISampleVisitor
{
    /// <summary>Looks at some samples, in no particular order. What the batch refers to is gone when this returns.</summary>
    void Visit(in SampleBatch batch);

    /// <summary>There are no more; called by the thread that visited them.</summary>
    void Complete()
    {
    }
}
