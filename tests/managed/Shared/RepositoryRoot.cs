namespace Clrscope.Testing;

/// <summary>The directory of the solution, above the tests' binaries.</summary>
internal static class RepositoryRoot
{
    internal static string Path { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(at.FullName, "Profiler.sln")))
            {
                return at.FullName;
            }
        }
        throw new InvalidOperationException($"No Profiler.sln above {AppContext.BaseDirectory}.");
    }
}
