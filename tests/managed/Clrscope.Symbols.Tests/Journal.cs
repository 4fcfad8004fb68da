using Clrscope.Segment;

namespace Clrscope.Symbols.Tests;

/// <summary>Feeds a process's symbols with facts, and counts method keys as a journal does.</summary>
internal sealed class Journal(ProcessSymbols symbols)
{
    private readonly IJournalSink _sink = symbols;
    private ulong _methods;

    public static Journal For(out ProcessSymbols symbols, SymbolCache? cache = null)
    {
        symbols = new ProcessSymbols(cache ?? new SymbolCache());
        return new Journal(symbols);
    }

    public void Process(string executable, params string[] commandLine) => ProcessIn("/", executable, commandLine);

    public void ProcessIn(string directory, string executable, params string[] commandLine) =>
        _sink.OnProcess(new ProcessInfo(executable, commandLine, directory, "10.0.0", "0.1.0", 0, 0));

    public void Module(ulong id, string path, Guid mvid, string name) =>
        _sink.OnModule(new ModuleInfo(id, 0, 0, mvid, path, name, 0));

    public void Part(ModulePiece piece) => _sink.OnModulePart(piece);

    public void Region(ulong start, ulong end) => _sink.OnCodeRegion(new CodeRegionInfo(start, end, 0));

    public void Stub(StubCodeInfo stub) => _sink.OnStubCode(stub);

    public void UnloadModule(ulong id, ulong timeNs) => _sink.OnModuleUnload(id, timeNs);

    /// <summary>Records a method and returns its key.</summary>
    public ulong Method(
        ulong start, ulong size, string name = "", ulong moduleId = 0, uint token = 0, ulong validFromNs = 0,
        MethodFlag flags = default) => Method([new CodeRange(start, size)], name, moduleId, token, validFromNs, flags);

    public ulong Method(
        CodeRange[] ranges, string name = "", ulong moduleId = 0, uint token = 0, ulong validFromNs = 0,
        MethodFlag flags = default)
    {
        ulong key = ++_methods;
        _sink.OnMethod(new MethodInfo(key, key, moduleId, validFromNs, token, flags, ranges, [], name, 0));
        return key;
    }

    public void Method(MethodInfo info) => _sink.OnMethod(info);

    public void UnloadMethod(ulong key, ulong timeNs) => _sink.OnMethodUnload(key, timeNs);

    public void Library(
        ulong start, ulong end, string path, ulong loadBias = 0, byte[]? buildId = null, ulong fileOffset = 0) =>
        _sink.OnLibrary(new LibraryInfo(start, end, fileOffset, loadBias, buildId ?? [], path, 0));

    public void UnloadLibrary(ulong start, ulong timeNs) => _sink.OnLibraryUnload(start, timeNs);

    public void Thread(uint tid, uint number, string name) => _sink.OnThread(new ThreadInfo(tid, number, true, name, 0));

    public void EndThread(uint tid, uint number, ulong timeNs) => _sink.OnThreadEnd(tid, number, timeNs);
}
