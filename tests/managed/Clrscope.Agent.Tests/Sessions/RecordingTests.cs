using Clrscope.Agent.Tests.Support;
using Clrscope.Recording;
using Clrscope.Segment;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Sessions;

public sealed class RecordingTests : IDisposable
{
    private readonly AgentEnvironment _environment = new();
    private readonly FakeProcess _process;

    public RecordingTests() => _process = _environment.StartProcess();

    public void Dispose()
    {
        _process.Dispose();
        _environment.Dispose();
    }

    [Fact]
    public void Samples_and_spans_can_be_asked_for_a_second_later()
    {
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        SpanContext span = MadeUpSpans.Context(1, span: 2);
        ulong now = _environment.Time.NowNs;
        _process.Change(builder =>
        {
            builder.AddSample(SegmentBuilder.Sample(now) with { Span = span }, 0x1000, 0x2000);
            builder.AddSample(SegmentBuilder.Sample(now), 0x1000);
            builder.AddSpan(RecordKind.SpanStart, MadeUpSpans.Stopped(span) with { StartNs = now, EndNs = 0 });
            builder.AddSpan(
                RecordKind.SpanStop, MadeUpSpans.Stopped(span) with { StartNs = now, EndNs = now + 5 }, (SpanAttribute.HttpRoute, "/cart"));
        });
        _environment.Pass(agent, TimeSpan.FromSeconds(1.5));

        using RecordingReader reader = RecordingReader.Open(_environment.Recording);
        long nowUnixNs = (_environment.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        Assert.Equal(2, reader.Files.Sum(file => file.SampleCount));
        Assert.InRange(reader.LastUnixNs, nowUnixNs - 2_000_000_000, nowUnixNs);
        RecordedSpan recorded = Assert.Single(reader.ReadSpans(0, long.MaxValue));
        Assert.Equal(span.TraceId, recorded.TraceId);
        Assert.Equal(span.RootSpanId, recorded.RootSpanId);
        Assert.Equal(5, recorded.EndUnixNs - recorded.StartUnixNs);
        Assert.Equal("/cart", recorded[SpanAttribute.HttpRoute]);
        Assert.Equal("shop", recorded.Process!.Name);
    }

    [Fact]
    public void Recording_can_be_switched_off_and_on()
    {
        File.WriteAllText(_environment.ConfigFile, """{ "recording": { "enabled": false } }""");
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        _process.AddSamples(3);
        _environment.Pass(agent, TimeSpan.FromSeconds(2));
        Assert.False(Directory.Exists(_environment.Recording));

        File.WriteAllText(_environment.ConfigFile, """{ "recording": { "enabled": true } }""");
        _environment.Pass(agent, TimeSpan.FromSeconds(2));
        _process.AddSamples(4);
        _environment.Pass(agent, TimeSpan.FromSeconds(2));
        Assert.Equal(4, Samples());

        File.WriteAllText(_environment.ConfigFile, "{}");
        _environment.Pass(agent, TimeSpan.FromSeconds(2));
        File.WriteAllText(_environment.ConfigFile, """{ "recording": { "enabled": false } }""");
        _environment.Pass(agent, TimeSpan.FromSeconds(2));
        _process.AddSamples(5);
        _environment.Pass(agent, TimeSpan.FromSeconds(2));
        Assert.Equal(4, Samples());
    }

    [Fact]
    public void What_a_successor_reads_again_is_not_recorded_again()
    {
        using (AgentHost killed = _environment.StartAgent())
        {
            killed.Tick();
            _process.AddSamples(5);
            _environment.Pass(killed, TimeSpan.FromSeconds(2));
        }

        _process.AddSamples(3);
        using AgentHost successor = _environment.StartAgent();
        successor.Tick();
        _environment.Pass(successor, TimeSpan.FromSeconds(20));

        Assert.Equal(8, Samples());
        Assert.Equal(8, WrittenProfiles.All(_environment.Profiles).Sum(profile => profile.Total(0)));
    }

    private long Samples()
    {
        using RecordingReader reader = RecordingReader.Open(_environment.Recording);
        return reader.Files.Sum(file => (long)file.SampleCount);
    }
}
