using System.Diagnostics;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>Waits for conditions. The limits are for a broken program, not for a slow machine.</summary>
internal static class Eventually
{
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until the condition holds.</summary>
    /// <returns>How long that took.</returns>
    internal static TimeSpan True(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                Assert.Fail($"After {Limit.TotalSeconds} s it is still not so: {what}.");
            }

            Thread.Sleep(s_pause);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Waits until there is a value.</summary>
    internal static T NotNull<T>(Func<T?> value, string what)
        where T : class
    {
        T? found = null;
        True(() => (found = value()) is not null, what);
        return found!;
    }
}
