namespace Clrscope.Symbols.Tests;

/// <summary>The rules of code ownership in the plainest form: a list of everything that was ever recorded.</summary>
internal sealed class NaiveCode
{
    private const ulong Never = ulong.MaxValue;

    private readonly List<Fact> _facts = [];

    public void AddMethod(ulong key, ulong moduleId, ulong start, ulong end, ulong validFromNs, string name) =>
        _facts.Add(new Fact(key, moduleId, start, end, validFromNs, name, IsLibrary: false));

    public void AddLibrary(ulong start, ulong end, string name) =>
        _facts.Add(new Fact(0, 0, start, end, 0, name, IsLibrary: true));

    public void UnloadMethod(ulong key, ulong timeNs) => Unload(fact => !fact.IsLibrary && fact.Key == key, timeNs);

    public void UnloadModule(ulong moduleId, ulong timeNs) =>
        Unload(fact => !fact.IsLibrary && fact.ModuleId == moduleId, timeNs);

    public void UnloadLibrary(ulong start, ulong timeNs) => Unload(fact => fact.IsLibrary && fact.Start == start, timeNs);

    /// <summary>
    /// Methods before libraries; of several valid ones the first to be unloaded, then the last to become valid, then the last
    /// to be recorded.
    /// </summary>
    public string NameAt(ulong pc, ulong timeNs) => _facts
        .Select((fact, order) => (fact, order))
        .Where(entry => entry.fact.Start <= pc && pc < entry.fact.End)
        .Where(entry => entry.fact.ValidFromNs <= timeNs && timeNs < entry.fact.UnloadedAtNs)
        .OrderBy(entry => entry.fact.IsLibrary)
        .ThenBy(entry => entry.fact.UnloadedAtNs)
        .ThenByDescending(entry => entry.fact.ValidFromNs)
        .ThenByDescending(entry => entry.order)
        .Select(entry => entry.fact.Name)
        .FirstOrDefault("[unknown]");

    private void Unload(Predicate<Fact> which, ulong timeNs)
    {
        foreach (Fact fact in _facts.FindAll(fact => fact.UnloadedAtNs == Never && which(fact)))
        {
            fact.UnloadedAtNs = timeNs;
        }
    }

    private sealed record Fact(
        ulong Key, ulong ModuleId, ulong Start, ulong End, ulong ValidFromNs, string Name, bool IsLibrary)
    {
        public ulong UnloadedAtNs { get; set; } = Never;
    }
}
