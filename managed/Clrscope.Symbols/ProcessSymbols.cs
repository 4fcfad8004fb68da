using Clrscope.Segment;
using Clrscope.Symbols.Code;
using Clrscope.Symbols.Managed;
using Clrscope.Symbols.Native;
using Clrscope.Symbols.Stubs;

namespace Clrscope.Symbols;

/// <summary>
/// Names the frames and threads of one process. Its journal is fed through <see cref="IJournalSink"/>, in order. Not safe for
/// use by several threads at once; the cache may be shared with other processes.
/// </summary>
public sealed class ProcessSymbols : IJournalSink
{
    private const string UnknownName = "[unknown]";

    private readonly CodeMap _code = new();
    private readonly LibraryMap _libraries = new();
    private readonly Dictionary<ulong, LoadedModule> _modules = [];
    private readonly ThreadNames _threads;
    private readonly FrameCache _frames;
    private readonly ManagedNames _managedNames;
    private readonly NativeNames _nativeNames;
    private readonly KernelFrames _kernelFrames;
    private readonly CodeRegions _regions;
    private readonly StubFrames _stubs;
    private readonly long _maxInMemoryBytes;
    private long _inMemoryBytes;

    /// <param name="cache">Where files are read, usually one for all processes.</param>
    public ProcessSymbols(SymbolCache cache)
    {
        _threads = new ThreadNames(cache.Limits.MaxNameLength);
        _frames = new FrameCache(cache.Limits.MaxCachedFrames);
        _managedNames = new ManagedNames(cache);
        _nativeNames = new NativeNames(cache);
        _kernelFrames = new KernelFrames(cache);
        _regions = new CodeRegions(cache.Limits.MaxCodeRegions);
        _stubs = new StubFrames(cache.Limits.MaxStubs);
        _maxInMemoryBytes = cache.Limits.MaxInMemoryBytes;
    }

    /// <summary>The process; null until the journal tells.</summary>
    public ProcessInfo? Process { get; private set; }

    /// <summary>The name by which people know the process, such as <c>app</c> for <c>dotnet app.dll</c>.</summary>
    public string ProcessName { get; private set; } = UnknownName;

    /// <summary>What the process says of itself, by OpenTelemetry's names, such as <c>service.name</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Resource { get; private set; } = [];

    /// <summary>The latest name of a thread; empty if it has none.</summary>
    public string ThreadName(uint threadNumber) => _threads[threadNumber];

    /// <summary>
    /// Names one frame of a sample. A frame that was asked for before costs one dictionary look-up. Return addresses are
    /// looked up one byte earlier, inside the call.
    /// </summary>
    public ResolvedFrame Resolve(ulong pc, bool isReturnAddress, ulong timeNs)
    {
        if (pc < Layout.PseudoFrameLimit)
        {
            return PseudoFrames.Frame(pc);
        }

        ulong address = isReturnAddress ? pc - 1 : pc;
        return _frames.Find(address, timeNs) ?? ResolveNew(address, timeNs);
    }

    /// <summary>
    /// The frame of the kernel above the innermost frame of a sample of CPU time; null if the thread was not in a system call.
    /// </summary>
    public ResolvedFrame? KernelFrame(ResolvedFrame innermost) => _kernelFrames.Above(innermost);

    /// <summary>
    /// Drops what no sample of <paramref name="beforeNs"/> or later can refer to: unloaded code and ended threads. No earlier
    /// sample may be resolved afterwards.
    /// </summary>
    public void Forget(ulong beforeNs)
    {
        Invalidate(_code.Forget(beforeNs));
        Invalidate(_libraries.Forget(beforeNs));
        _threads.Forget(beforeNs);
    }

    void IJournalSink.OnProcess(ProcessInfo process)
    {
        Process = process;
        ProcessName = PrintableText.Clean(StartedProgram.NameOf(process), maxLength: 256);
        _managedNames.ProgramDirectory = StartedProgram.DirectoryOf(process);
    }

    void IJournalSink.OnResource(ResourceInfo resource) =>
        Resource =
        [
            .. resource.Attributes.Select(attribute => KeyValuePair.Create(
                PrintableText.Clean(attribute.Key, maxLength: 256), PrintableText.Clean(attribute.Value, maxLength: 1024))),
        ];

    void IJournalSink.OnModule(ModuleInfo module)
    {
        _inMemoryBytes -= _modules.GetValueOrDefault(module.ModuleId)?.InMemory?.Length ?? 0;
        _modules[module.ModuleId] = new LoadedModule(module);
    }

    void IJournalSink.OnModuleUnload(ulong moduleId, ulong timeNs)
    {
        if (_modules.Remove(moduleId, out LoadedModule? module))
        {
            _inMemoryBytes -= module.InMemory?.Length ?? 0;
        }

        Invalidate(_code.UnloadModule(moduleId, timeNs));
    }

    void IJournalSink.OnModulePart(ModulePiece piece)
    {
        if (_modules.TryGetValue(piece.ModuleId, out LoadedModule? module)
            && piece.Bytes.Length <= _maxInMemoryBytes - _inMemoryBytes)
        {
            module.InMemory ??= new InMemoryModule();
            long before = module.InMemory.Length;
            module.InMemory.Add(piece);
            _inMemoryBytes += module.InMemory.Length - before;
        }
    }

    void IJournalSink.OnMethod(MethodInfo method) =>
        Invalidate(_code.Add(method, _modules.GetValueOrDefault(method.ModuleId)));

    void IJournalSink.OnMethodUnload(ulong key, ulong timeNs) => Invalidate(_code.Unload(key, timeNs));

    void IJournalSink.OnLibrary(LibraryInfo library) => Invalidate(_libraries.Add(library));

    void IJournalSink.OnLibraryUnload(ulong start, ulong timeNs) => Invalidate(_libraries.Unload(start, timeNs));

    void IJournalSink.OnCodeRegion(CodeRegionInfo region)
    {
        if (_regions.Add(region) is { } range)
        {
            _frames.Invalidate([range]);
        }
    }

    void IJournalSink.OnStubCode(StubCodeInfo stub)
    {
        _stubs.Add(stub);
        _frames.Invalidate([new AddressRange(stub.Address, stub.Address + 1)]);
    }

    void IJournalSink.OnThread(ThreadInfo thread) => _threads.Set(thread);

    void IJournalSink.OnThreadEnd(uint tid, uint threadNumber, ulong timeNs) => _threads.End(threadNumber, timeNs);

    private ResolvedFrame ResolveNew(ulong address, ulong timeNs)
    {
        CodeLookup<MethodCode> method = _code.Find(address, timeNs);
        if (method.Owner is not null)
        {
            return Remember(_managedNames.Frame(method.Owner, address), method.FromNs, method.UntilNs);
        }

        CodeLookup<LoadedLibrary> library = _libraries.Find(address, timeNs);
        ResolvedFrame frame = library.Owner is not null
            ? _nativeNames.Frame(library.Owner, address)
            : WithoutOwner(address);
        return Remember(frame, Math.Max(method.FromNs, library.FromNs), Math.Min(method.UntilNs, library.UntilNs));
    }

    private ResolvedFrame WithoutOwner(ulong address) => _regions.Contains(address)
        ? _stubs.Frame(address)
        : new ResolvedFrame { Kind = FrameKind.Unknown, Name = UnknownName, Address = address };

    private ResolvedFrame Remember(ResolvedFrame frame, ulong fromNs, ulong untilNs)
    {
        _frames.Set(frame, fromNs, untilNs);
        return frame;
    }

    private void Invalidate(IEnumerable<CodeOwner> owners)
    {
        foreach (CodeOwner owner in owners)
        {
            _frames.Invalidate(owner.Ranges);
        }
    }

    private void Invalidate(CodeOwner? owner) => _frames.Invalidate(owner?.Ranges ?? []);
}
