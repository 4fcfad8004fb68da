namespace Burn;

internal static class CrashMode
{
    public static int Run(Arguments arguments) => throw new InvalidOperationException("Burn was asked to crash.");
}
