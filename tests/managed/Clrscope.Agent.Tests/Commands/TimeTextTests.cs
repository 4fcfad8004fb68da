using Clrscope.CommandLine.Commands;
using Clrscope.CommandLine.Text;
using Clrscope.Queries.Traces;

namespace Clrscope.Agent.Tests.Commands;

public sealed class TimeTextTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 31, 14, 5, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("now", "2026-01-31T14:05:00Z")]
    [InlineData("-10m", "2026-01-31T13:55:00Z")]
    [InlineData("-500ms", "2026-01-31T14:04:59.5Z")]
    [InlineData("13:05", "2026-01-31T13:05:00Z")]
    [InlineData("13:05:07.250", "2026-01-31T13:05:07.250Z")]
    [InlineData("13:05:07Z", "2026-01-31T13:05:07Z")]
    [InlineData("2026-01-30", "2026-01-30T00:00:00Z")]
    [InlineData("2026-01-30 12:00:01Z", "2026-01-30T12:00:01Z")]
    [InlineData("2026-01-30T12:00:01.123", "2026-01-30T12:00:01.123Z")]
    [InlineData("2026-01-30T12:00:01+02:00", "2026-01-30T10:00:01Z")]
    public void Moments_are_iso_times_or_before_now(string text, string expected)
    {
        Assert.True(TimeText.TryParse(text, s_now, out DateTimeOffset time));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10m")]
    [InlineData("yesterday")]
    [InlineData("-0s")]
    [InlineData("25:00")]
    public void Anything_else_is_none(string text) => Assert.False(TimeText.TryParse(text, s_now, out _));

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(850_000, "850 µs")]
    [InlineData(12_340_000, "12.3 ms")]
    [InlineData(999_960_000, "1.00 s")]
    [InlineData(1_234_000_000, "1.23 s")]
    [InlineData(428_000_000_000, "7m 8s")]
    public void Durations_have_the_unit_that_suits_them(long nanoseconds, string expected) =>
        Assert.Equal(expected, Figures.Duration(nanoseconds));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\u001B[31mb\r\n", "a\uFFFD[31mb\uFFFD\uFFFD")]
    [InlineData("x\u202Ey\u200B", "x\uFFFDy\uFFFD")]
    [InlineData("\u05D0b", "\uFFFDb")]
    [InlineData("Größe 値 😀", "Größe 値 😀")]
    public void Names_are_cleaned(string name, string expected) => Assert.Equal(expected, TerminalText.Clean(name));

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(200)]
    public void A_trace_fits_the_terminal(int width)
    {
        StringWriter output = new();
        TraceReport.Write(Trace(), output, width);
        Assert.All(output.ToString().Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, Math.Max(width, 60)));
    }

    private static TraceResult Trace()
    {
        TraceSpan span = new()
        {
            SpanId = "0000000000000001",
            ParentSpanId = "",
            Depth = 30,
            State = TraceSpanState.InFlight,
            Name = new string('n', 300),
            Service = "shop",
            Pid = 1,
            IsLocalRoot = true,
            StartNs = 0,
            DurationNs = 1_000_000,
            CpuNs = 500_000,
            SelfCpuNs = 0,
            SelfSamples = 0,
            Status = "error",
            OnCpu = [],
            OnCpuBelow = [new(0, 5), new(999_999, 1_000_000)],
            Kernel = [],
            Hidden = new HiddenSpans(5, 1, 1),
        };
        return new TraceResult
        {
            TraceId = new string('a', 32),
            StartUnixNs = 0,
            DurationNs = 1_000_000,
            IsInFlight = true,
            CpuNs = 500_000,
            Samples = 1,
            SamplingIntervalNs = 10_000_000,
            SpanCount = 6,
            Spans = [span],
            Hidden = default,
            MinWaitNs = 1,
            Waits = [new("1", new string('w', 300), new(0, 5), new string('m', 300))],
            ThreadCount = 1,
            Threads =
            [
                new() { Service = "s", Pid = 1, Tid = 2, Name = new string('t', 300), CpuNs = 1, Samples = 1, Spans = 1, OnCpu = [new(0, 5)] },
            ],
            StackCount = 1,
            Stacks = [new([new string('f', 300)], 5, 1)],
        };
    }
}
