using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Clrscope.Activities;

/// <summary>
/// What runs before the program's Main: as the assembly's entry point, which the profiler has called, or as a start-up hook that somebody
/// names. An exception here would end the program, so none leaves; those of
/// missing types and methods, which a trimmed program gives, arise when <see cref="Attach"/> is compiled, inside the try.
/// </summary>
[SuppressMessage("Design", "CA1050", Justification = "The runtime asks for this name without a namespace.")]
[SuppressMessage("Design", "CA1031", Justification = "Whatever happens, the program runs on.")]
internal static class StartupHook
{
    internal static void Main() => Initialize();

    internal static void Initialize()
    {
        try
        {
            if (Attach() is { } problem)
            {
                Report(problem);
            }
        }
        catch (Exception exception)
        {
            Report(exception);
        }
    }

    internal static void Report(Exception exception) => Report(exception.GetType().Name + ": " + exception.Message);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Attach() => Attachment.Run();

    private static void Report(string problem)
    {
        try
        {
            Console.Error.WriteLine("clrscope: profiles have no activities: " + problem.ReplaceLineEndings(" "));
        }
        catch (Exception)
        {
            // There is no standard error.
        }
    }
}
