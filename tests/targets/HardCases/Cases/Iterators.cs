namespace HardCases.Cases;

/// <summary>Nested iterators: a stack as deep as the nesting at every element.</summary>
internal sealed class Iterators : ICase
{
    public string Name => "iterators";

    public void Run() => Check.Equal(Name, 4094L * 4095 / 2, Walk(0, 12).Sum(n => (long)n));

    // A binary heap's numbering: the nodes 0 to 2^depth - 1.
    private static IEnumerable<int> Walk(int node, int depth)
    {
        if (depth == 0)
        {
            yield break;
        }
        foreach (int n in Walk(2 * node + 1, depth - 1))
        {
            yield return n;
        }
        yield return node;
        foreach (int n in Walk(2 * node + 2, depth - 1))
        {
            yield return n;
        }
    }
}
