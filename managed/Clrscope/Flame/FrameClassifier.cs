namespace Clrscope.CommandLine.Flame;

/// <summary>Tells a frame's kind by the names that every pprof file has: the function's, and its module's.</summary>
internal static class FrameClassifier
{
    private static readonly string[] FrameworkPrefixes = ["System.", "Microsoft.", "Interop.", "Internal."];
    private static readonly string[] FrameworkModules = ["mscorlib.dll", "netstandard.dll", "WindowsBase.dll"];

    /// <param name="function">The function's name.</param>
    /// <param name="module">The file name, without folders, of the module that it is in; "" if unknown.</param>
    public static FrameKind Classify(string function, string module)
    {
        if (module.StartsWith("[kernel", StringComparison.Ordinal) || function.StartsWith("[kernel", StringComparison.Ordinal))
        {
            return FrameKind.Kernel;
        }

        if (function.StartsWith('[') && function.EndsWith(']'))
        {
            return FrameKind.Pseudo;
        }

        if (IsManaged(module))
        {
            return IsFramework(module) ? FrameKind.Framework : FrameKind.User;
        }

        // A method without a module is one that was generated while the program ran.
        return module.Length > 0 ? FrameKind.Native : HasFrameworkPrefix(function) ? FrameKind.Framework : FrameKind.User;
    }

    private static bool IsManaged(string module) =>
        module.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || module.EndsWith(".exe", StringComparison.OrdinalIgnoreCase);

    private static bool IsFramework(string module) => HasFrameworkPrefix(module) || FrameworkModules.Contains(module);

    private static bool HasFrameworkPrefix(string name) =>
        FrameworkPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
