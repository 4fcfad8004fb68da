namespace Clrscope.Segment;

/// <summary>Takes the facts of a journal in the order in which the owner learned them.</summary>
public interface IJournalSink
{
    void OnProcess(ProcessInfo info);

    /// <summary>What the process says of itself: OpenTelemetry's resource attributes.</summary>
    void OnResource(ResourceInfo info);

    void OnModule(ModuleInfo info);

    void OnModuleUnload(ulong moduleId, ulong timeNs);

    /// <summary>Pieces of a part come in order, after the module itself.</summary>
    void OnModulePart(ModulePiece piece);

    void OnMethod(MethodInfo info);

    /// <summary>The code is gone: samples from <paramref name="timeNs"/> on do not belong to it.</summary>
    void OnMethodUnload(ulong key, ulong timeNs);

    void OnLibrary(LibraryInfo info);

    /// <summary>The mapping that begins at <paramref name="start"/> is gone.</summary>
    void OnLibraryUnload(ulong start, ulong timeNs);

    /// <summary>Prevails over earlier regions that it overlaps.</summary>
    void OnCodeRegion(CodeRegionInfo info);

    /// <summary>Prevails over what an earlier one said of the address.</summary>
    void OnStubCode(StubCodeInfo info);

    /// <summary>A new thread, or a new name of a known one.</summary>
    void OnThread(ThreadInfo info);

    void OnThreadEnd(uint tid, uint threadNumber, ulong timeNs);
}
