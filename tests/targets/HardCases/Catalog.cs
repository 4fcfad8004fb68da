using HardCases.Cases;

namespace HardCases;

internal static class Catalog
{
    public static ICase[] Create() =>
    [
        new ThinChain(),
        new TailCalls(),
        new OsrLoops(),
        new DeepRecursion(),
        new Exceptions(),
        new NullReferences(),
        new Generics(),
        new Dispatch(),
        new PInvoke(),
        new DynamicMethods(),
        new CollectibleAssemblies(),
        new AsyncChains(),
        new StackAllocation(),
        new LargeFrames(),
        new WideVectors(),
        new SynchronizedMethods(),
        new FrameworkMixture(),
        new RefStructEnumerators(),
        new Iterators(),
        new ReflectionCalls(),
    ];
}
