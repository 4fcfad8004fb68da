namespace Clrscope.CommandLine.Flame;

/// <summary>Tells a frame's kind by the names that every pprof file has: the function's, and its module's.</summary>
internal static class FrameClassifier
{
    /// <summary>What stands for a module where methods were generated while the program ran.</summary>
    private const string DynamicMethods = "[dynamic methods]";

    /// <summary>What the names of the runtime's stubs begin with; their kind may follow.</summary>
    private const string Stub = "[clr stub]";

    private static readonly string[] FrameworkPrefixes = ["System.", "Microsoft.", "Interop.", "Internal."];
    private static readonly string[] FrameworkModules = ["mscorlib.dll", "netstandard.dll", "WindowsBase.dll"];

    /// <param name="function">The function's name.</param>
    /// <param name="module">The file name, without folders, of the module that it is in; "" if unknown.</param>
    public static BoxKind Classify(string function, string module)
    {
        if (module.StartsWith("[kernel", StringComparison.Ordinal) || function.StartsWith("[kernel", StringComparison.Ordinal))
        {
            return BoxKind.Kernel;
        }

        bool generated = module == DynamicMethods;
        if (!generated && (IsBracketed(function) || function.StartsWith(Stub, StringComparison.Ordinal)))
        {
            return BoxKind.Pseudo;
        }

        if (generated || module.Length == 0)
        {
            return HasFrameworkPrefix(function) ? BoxKind.Framework : BoxKind.User;
        }

        return !IsManaged(module) ? BoxKind.Native : IsFramework(module) ? BoxKind.Framework : BoxKind.User;
    }

    private static bool IsBracketed(string function) => function.StartsWith('[') && function.EndsWith(']');

    private static bool IsManaged(string module) =>
        module.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || module.EndsWith(".exe", StringComparison.OrdinalIgnoreCase);

    private static bool IsFramework(string module) => HasFrameworkPrefix(module) || FrameworkModules.Contains(module);

    private static bool HasFrameworkPrefix(string name) =>
        FrameworkPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
