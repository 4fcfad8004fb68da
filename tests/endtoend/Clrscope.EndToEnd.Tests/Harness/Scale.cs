namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>How much the tests do: enough for every change, or all that is promised (CLRSCOPE_E2E_FULL=1).</summary>
internal static class Scale
{
    internal static bool IsFull { get; } = Environment.GetEnvironmentVariable("CLRSCOPE_E2E_FULL") == "1";

    /// <summary>How often something is killed at a random instant.</summary>
    internal static int Kills => IsFull ? 50 : 5;

    /// <summary>How long a program loads the processors while its CPU time is measured, in seconds.</summary>
    internal static int LoadSeconds => IsFull ? 10 : 5;

    /// <summary>Rounds of Burn's work on each of two threads, which take about that long: work whose amount does not depend on how busy the machine is.</summary>
    internal static int Rounds => LoadSeconds * 3200;
}
