namespace Clrscope.Symbols.Tests;

/// <summary>An assembly file that a process has loaded with a given MVID.</summary>
internal sealed class AssemblyUnderTest
{
    private const ulong ModuleId = 1;

    private readonly ProcessSymbols _symbols;
    private readonly Journal _journal;
    private ulong _nextCode = 0x10000;

    public AssemblyUnderTest(string path, Guid mvid, SymbolLimits? limits = null)
    {
        _journal = Journal.For(out _symbols, new SymbolCache(limits));
        _journal.Module(ModuleId, path, mvid, Path.GetFileNameWithoutExtension(path));
    }

    public string NameOf(uint token)
    {
        ulong start = _nextCode;
        _nextCode += 16;
        _journal.Method(start, 16, moduleId: ModuleId, token: token);
        return _symbols.Resolve(start, isReturnAddress: false, timeNs: 1).Name;
    }
}
