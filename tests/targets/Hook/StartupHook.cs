/// <summary>A start-up hook that says so: stands in for clrscope's, where a test asks how that is loaded.</summary>
internal static class StartupHook
{
    public static void Initialize() => Console.WriteLine($"hook {typeof(StartupHook).Assembly.GetName().Name}");
}
