namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>The promise about CPU time.</summary>
internal static class CpuTime
{
    private const double Tolerance = 0.02;

    /// <summary>Fails unless the profile's CPU time is the kernel's, within 2 %.</summary>
    internal static void AssertEqual(TimeSpan kernel, TimeSpan profile, ITestOutputHelper log)
    {
        double error = profile / kernel - 1;
        string figures = FormattableString.Invariant(
            $"kernel {kernel.TotalSeconds:F3} s, profile {profile.TotalSeconds:F3} s: {100 * error:+0.00;-0.00} %");
        log.WriteLine(figures);
        Assert.True(Math.Abs(error) <= Tolerance, figures);
    }
}
