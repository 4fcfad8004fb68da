namespace Clrscope.Activities;

/// <summary>What the tracker needs of the native library.</summary>
/// <param name="flags">A word that may change at any time.</param>
internal abstract unsafe class NativePort(uint* flags)
{
    private const uint ContextsFlag = 1;
    private const uint SpansFlag = 2;

    internal bool KeepsContexts => (Volatile.Read(ref *flags) & ContextsFlag) != 0;

    internal bool WritesSpans => (Volatile.Read(ref *flags) & SpansFlag) != 0;

    internal bool IsOff => (Volatile.Read(ref *flags) & (ContextsFlag | SpansFlag)) == 0;

    /// <returns>
    /// The calling thread's record, which stays as long as the thread; null if the native side does not know the thread.
    /// </returns>
    internal abstract ulong* ThreadContext();

    /// <summary>Copies a record or drops it; never waits.</summary>
    internal abstract void WriteSpan(SpanEvent kind, byte* record, int size);
}
