namespace Burn;

internal static class SleepMode
{
    public static int Run(Arguments arguments)
    {
        Thread.Sleep(arguments.Seconds);
        return Report.Print("sleep");
    }
}
