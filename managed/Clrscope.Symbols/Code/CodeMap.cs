using Clrscope.Segment;

namespace Clrscope.Symbols.Code;

/// <summary>
/// Which method owns an address at a time. Fed in journal order: a new record over the addresses of an older one closes
/// nothing, only the unload of the method or of its whole module does.
/// </summary>
internal sealed class CodeMap
{
    private readonly RangeMap<MethodCode> _methods = new();
    private readonly Dictionary<ulong, MethodCode> _loadedByKey = [];
    private readonly Dictionary<ulong, HashSet<MethodCode>> _loadedByModule = [];

    public int RangeCount => _methods.RangeCount;

    public MethodCode Add(MethodInfo info, LoadedModule? module)
    {
        var method = new MethodCode(info, module);
        _methods.Add(method);
        _loadedByKey[info.Key] = method;
        if (!_loadedByModule.TryGetValue(info.ModuleId, out HashSet<MethodCode>? siblings))
        {
            _loadedByModule.Add(info.ModuleId, siblings = []);
        }

        siblings.Add(method);
        return method;
    }

    /// <summary>Ends one method; null if it is not known or has ended before.</summary>
    public MethodCode? Unload(ulong key, ulong timeNs)
    {
        if (!_loadedByKey.TryGetValue(key, out MethodCode? method))
        {
            return null;
        }

        End(method, timeNs);
        if (_loadedByModule.TryGetValue(method.Info.ModuleId, out HashSet<MethodCode>? siblings))
        {
            siblings.Remove(method);
        }

        return method;
    }

    /// <summary>Ends all methods that a module has at this point of the journal, and returns them.</summary>
    public IReadOnlyCollection<MethodCode> UnloadModule(ulong moduleId, ulong timeNs)
    {
        if (!_loadedByModule.Remove(moduleId, out HashSet<MethodCode>? methods))
        {
            return [];
        }

        foreach (MethodCode method in methods)
        {
            End(method, timeNs);
        }

        return methods;
    }

    public CodeLookup<MethodCode> Find(ulong address, ulong timeNs) => _methods.Find(address, timeNs);

    /// <inheritdoc cref="RangeMap{TOwner}.Forget"/>
    public IReadOnlyList<MethodCode> Forget(ulong beforeNs) => _methods.Forget(beforeNs);

    private void End(MethodCode method, ulong timeNs)
    {
        _methods.Unload(method, timeNs);
        if (_loadedByKey.TryGetValue(method.Info.Key, out MethodCode? current) && current == method)
        {
            _loadedByKey.Remove(method.Info.Key);
        }
    }
}
