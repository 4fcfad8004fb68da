namespace HardCases;

/// <summary>One kind of stack that is hard to walk. An instance belongs to one thread.</summary>
internal interface ICase
{
    string Name { get; }

    /// <summary>Does some milliseconds of work and checks its result.</summary>
    void Run();
}

internal sealed class WrongResultException(string what, object? expected, object? actual)
    : Exception($"{what}: {actual} instead of {expected}");

internal static class Check
{
    public static void Equal<T>(string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new WrongResultException(what, expected, actual);
        }
    }
}
