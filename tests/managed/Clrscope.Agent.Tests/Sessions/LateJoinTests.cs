using Clrscope.Agent.Tests.Support;
using Clrscope.Export;
using Clrscope.Profiles;
using Clrscope.Segment;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Sessions;

public sealed class LateJoinTests : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);
    private static readonly (SpanAttribute, string)[] Cart = [(SpanAttribute.HttpMethod, "GET"), (SpanAttribute.HttpRoute, "/cart")];

    private readonly AgentEnvironment _environment = new();
    private readonly FakeProcess _process;

    public LateJoinTests() => _process = _environment.StartProcess();

    public void Dispose()
    {
        _process.Dispose();
        _environment.Dispose();
    }

    [Fact]
    public void A_request_that_ended_in_its_period_is_labelled()
    {
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Sample(MadeUpSpans.Context(1, span: 2));
        Stop(MadeUpSpans.Context(1));
        _environment.Pass(agent, Period);

        LabelSet labels = Assert.Single(Assert.Single(Profiles).Samples).Labels;
        Assert.Equal("GET /cart", labels.Find("trace endpoint")?.Text);
        Assert.Equal("000000000000abcd0000000000000001", labels.Find("trace_id")?.Text);
        Assert.Equal("0000000000000002", labels.Find("span_id")?.Text);
        Assert.Equal(1, labels.Find("local root span id")?.Number);
        Assert.Equal(2, labels.Find("span id")?.Number);
    }

    [Fact]
    public void A_request_that_ends_after_its_period_gets_its_endpoint_in_the_same_file()
    {
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Sample(MadeUpSpans.Context(1));
        Sample(default);
        _environment.Pass(agent, Period);
        string file = Assert.Single(WrittenProfiles.Paths(_environment.Profiles));
        Assert.Equal(["", "[in flight]"], Endpoints());
        ulong tail = _process.ReadConsumer().Tail;
        string comment = Profiles[0].Comments[^1];

        Stop(MadeUpSpans.Context(1));
        _environment.Pass(agent, AgentHost.PassInterval);
        Assert.Equal(file, Assert.Single(WrittenProfiles.Paths(_environment.Profiles)));
        Assert.Equal(["", "GET /cart"], Endpoints());
        Assert.Equal(comment, Profiles[0].Comments[^1]);
        Assert.Equal(tail, _process.ReadConsumer().Tail);
    }

    [Fact]
    public void A_request_that_does_not_end_in_time_stays_in_flight()
    {
        File.WriteAllText(_environment.ConfigFile, """{ "activity": { "lateJoinSeconds": 10 } }""");
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Sample(MadeUpSpans.Context(1));
        Sample(MadeUpSpans.Context(2));
        _environment.Pass(agent, Period);
        Stop(MadeUpSpans.Context(2));
        _environment.Pass(agent, TimeSpan.FromSeconds(11));
        Stop(MadeUpSpans.Context(1));
        _environment.Pass(agent, TimeSpan.FromSeconds(1));

        Assert.Equal(["GET /cart", "[in flight]"], Endpoints());
    }

    [Fact]
    public void A_profile_of_which_nothing_has_become_known_is_not_written_again()
    {
        File.WriteAllText(_environment.ConfigFile, """{ "activity": { "lateJoinSeconds": 10 } }""");
        CountingSink sink = new(new ProfileDirectory(_environment.Profiles));
        using AgentHost agent = _environment.StartAgent(sink);
        agent.Tick();
        Sample(MadeUpSpans.Context(1));
        _environment.Pass(agent, Period + TimeSpan.FromSeconds(12));

        Assert.Equal(1, sink.Writes);
    }

    [Fact]
    public void Of_too_many_periods_the_oldest_waits_no_longer()
    {
        File.WriteAllText(_environment.ConfigFile, """{ "output": { "periodSeconds": 1 }, "activity": { "lateJoinSeconds": 3600 } }""");
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Sample(MadeUpSpans.Context(1));
        Sample(MadeUpSpans.Context(2));
        _environment.Pass(agent, TimeSpan.FromSeconds(1));
        for (int i = 0; i < 16; i++)
        {
            if (i == 8)
            {
                Stop(MadeUpSpans.Context(1));
            }

            Sample(MadeUpSpans.Context(2));
            _environment.Pass(agent, TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["GET /cart", "[in flight]"], Endpoints().Distinct());
    }

    [Fact]
    public void An_agent_that_ends_writes_what_is_known()
    {
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Sample(MadeUpSpans.Context(1));
        Sample(MadeUpSpans.Context(2));
        _environment.Pass(agent, Period);
        Stop(MadeUpSpans.Context(2));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        agent.Run(cancelled.Token);

        Assert.Equal(["GET /cart", "[in flight]"], Endpoints());
    }

    [Fact]
    public void So_does_one_whose_process_has_died()
    {
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Sample(MadeUpSpans.Context(1));
        Sample(MadeUpSpans.Context(2));
        _environment.Pass(agent, Period);
        Stop(MadeUpSpans.Context(2));
        _process.Die();
        _environment.Pass(agent, TimeSpan.FromSeconds(1));

        Assert.Equal(["GET /cart", "[in flight]"], Endpoints());
        Assert.False(File.Exists(_process.Path));
    }

    [Fact]
    public void A_file_that_somebody_took_is_not_put_back()
    {
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Sample(MadeUpSpans.Context(1));
        _environment.Pass(agent, Period);
        File.Delete(Assert.Single(WrittenProfiles.Paths(_environment.Profiles)));
        Stop(MadeUpSpans.Context(1));
        _environment.Pass(agent, AgentHost.PassInterval);

        Assert.Empty(WrittenProfiles.Paths(_environment.Profiles));
    }

    [Theory]
    [InlineData("trace", "trace_id", "span_id")]
    [InlineData("spanNumbers", "local root span id", "span id")]
    [InlineData("endpoint", "trace endpoint")]
    [InlineData("thread", "thread id", "thread name")]
    public void Each_group_of_labels_can_be_switched_off(string group, params string[] keys)
    {
        File.WriteAllText(_environment.ConfigFile, $$"""{ "labels": { "{{group}}": false } }""");
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Sample(MadeUpSpans.Context(1));
        _environment.Pass(agent, Period);

        string[] all = ["local root span id", "pid", "process", "span id", "span_id", "thread id", "thread name", "trace endpoint", "trace_id"];
        LabelSet labels = Assert.Single(Assert.Single(Profiles).Samples).Labels;
        Assert.Equal(all.Except(keys), labels.Select(label => label.Key));
    }

    [Fact]
    public void Without_labels_of_spans_the_samples_of_an_endpoint_are_added_up()
    {
        File.WriteAllText(_environment.ConfigFile, """{ "labels": { "trace": false, "spanNumbers": false } }""");
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        _process.Change(builder =>
        {
            for (ulong root = 1; root <= 5; root++)
            {
                builder.AddSample(SegmentBuilder.Sample() with { Span = MadeUpSpans.Context(root) }, 0x1000);
                builder.AddSpan(RecordKind.SpanStop, MadeUpSpans.Stopped(MadeUpSpans.Context(root)), Cart);
            }
        });
        _environment.Pass(agent, Period);

        Assert.Equal(5, Assert.Single(Assert.Single(Profiles).Samples).Values[0]);
    }

    private Profile[] Profiles => WrittenProfiles.All(_environment.Profiles);

    private IEnumerable<string> Endpoints() => Profiles
        .SelectMany(profile => profile.Samples)
        .Select(sample => sample.Labels.Find("trace endpoint")?.Text ?? "")
        .Order(StringComparer.Ordinal);

    private void Sample(SpanContext span) =>
        _process.Change(builder => builder.AddSample(SegmentBuilder.Sample() with { Span = span }, 0x1000));

    private void Stop(SpanContext context) =>
        _process.Change(builder => builder.AddSpan(RecordKind.SpanStop, MadeUpSpans.Stopped(context), Cart));
}
