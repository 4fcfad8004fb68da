/// <summary>Says that it runs: stands in for clrscope's assembly, where a test asks how that is loaded.</summary>
internal static class StartupHook
{
    public static void Main()
    {
        if (Environment.GetEnvironmentVariable("HOOK_THROWS") is not null)
        {
            throw new InvalidOperationException("as asked");
        }

        Initialize();
    }

    public static void Initialize() => Console.WriteLine($"hook {typeof(StartupHook).Assembly.GetName().Name}");
}
