using BenchmarkDotNet.Attributes;
using Clrscope.Segment;
using Clrscope.Symbols;

namespace Clrscope.Benchmarks;

/// <summary>
/// What one frame costs, over 20,000 methods of the core library. A warm frame was resolved before; for a new one the method
/// is looked up and its name is made from metadata.
/// </summary>
[MemoryDiagnoser]
public class ResolveBenchmark
{
    private const int Methods = 20_000;
    private const int MethodsWithLines = 400;
    private const int AddressesPerMethod = 50;
    private const int BytesPerMapEntry = 5;
    private const ulong FirstCode = 0x7F00_0000_0000;
    private const ulong CodeSize = 256;
    private const uint FirstMethodToken = 0x06000001;

    private readonly SymbolCache _cache = new();
    private readonly MethodInfo[] _methods = new MethodInfo[Methods];
    private readonly ulong[] _addresses = new ulong[Methods];
    private ProcessSymbols _warm = null!;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (uint i = 0; i < Methods; i++)
        {
            ulong start = FirstCode + (i * CodeSize);
            _methods[i] = new MethodInfo(
                i + 1, i, ModuleId: 1, 0, FirstMethodToken + i, default, [new CodeRange(start, CodeSize)], [], "", 0);
            _addresses[i] = start + (ulong)random.Next((int)CodeSize);
        }

        // Methods are learned, and met in samples, in no order of their addresses.
        random.Shuffle(_methods);
        random.Shuffle(_addresses);
        _warm = Learn(_cache);
        ResolveAll(_warm);
    }

    [Benchmark(OperationsPerInvoke = Methods)]
    public int Warm() => ResolveAll(_warm);

    /// <summary>A further process: the assembly is in the cache, the journal and all frames are new.</summary>
    [Benchmark(OperationsPerInvoke = Methods)]
    public int NewProcess() => ResolveAll(Learn(_cache));

    /// <summary>The first process of an agent: the assembly is read from disk too.</summary>
    [Benchmark(OperationsPerInvoke = Methods)]
    public int NewAgent() => ResolveAll(Learn(new SymbolCache()));

    /// <summary>Learning alone, which the two above include.</summary>
    [Benchmark(OperationsPerInvoke = Methods)]
    public ProcessSymbols LearnOnly() => Learn(_cache);

    /// <summary>New frames with lines: 50 addresses in each of 400 methods of an assembly that has a PDB.</summary>
    [Benchmark(OperationsPerInvoke = MethodsWithLines * AddressesPerMethod)]
    public int NewLines()
    {
        ProcessSymbols symbols = LearnWithLines(_cache);
        int lines = 0;
        for (uint i = 0; i < MethodsWithLines * AddressesPerMethod; i++)
        {
            ulong offset = i % AddressesPerMethod * BytesPerMapEntry;
            lines += symbols.Resolve(FirstCode + (i / AddressesPerMethod * CodeSize) + offset, false, timeNs: 1).Line;
        }

        return lines;
    }

    private static ProcessSymbols LearnWithLines(SymbolCache cache)
    {
        var symbols = new ProcessSymbols(cache);
        IJournalSink journal = symbols;
        System.Reflection.Module module = typeof(ProcessSymbols).Module;
        journal.OnModule(new ModuleInfo(1, 0, 0, module.ModuleVersionId, module.Assembly.Location, "Clrscope.Symbols", 0));
        IlMapEntry[] map = [.. Enumerable.Range(0, AddressesPerMethod)
            .Select(i => new IlMapEntry((uint)i * 2, (uint)(i * BytesPerMapEntry), (uint)((i + 1) * BytesPerMapEntry)))];
        for (uint i = 0; i < MethodsWithLines; i++)
        {
            var code = new CodeRange(FirstCode + (i * CodeSize), CodeSize);
            journal.OnMethod(new MethodInfo(i + 1, i, 1, 0, FirstMethodToken + i, default, [code], map, "", 0));
        }

        return symbols;
    }

    private ProcessSymbols Learn(SymbolCache cache)
    {
        var symbols = new ProcessSymbols(cache);
        IJournalSink journal = symbols;
        System.Reflection.Module core = typeof(object).Module;
        journal.OnModule(new ModuleInfo(1, 0, 0, core.ModuleVersionId, core.Assembly.Location, "System.Private.CoreLib", 0));
        foreach (MethodInfo method in _methods)
        {
            journal.OnMethod(method);
        }

        return symbols;
    }

    private int ResolveAll(ProcessSymbols symbols)
    {
        int characters = 0;
        foreach (ulong address in _addresses)
        {
            characters += symbols.Resolve(address, isReturnAddress: false, timeNs: 1).Name.Length;
        }

        return characters;
    }
}
