using System.Diagnostics;

namespace Clrscope.Activities.Tests;

/// <summary>Which activities exist because of us, and what of them can be seen from outside.</summary>
public sealed class CreationTests : TrackerTest
{
    private const string Parent = "00-0123456789abcdef0123456789abcdef-00f067aa0ba902b7-01";

    private static readonly ActivityContext s_recorded = new(
        ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);

    [Fact]
    public void Alone_we_have_activities_made_without_data()
    {
        using Activity activity = Begin("ours");
        Assert.False(activity.IsAllDataRequested);
        Assert.False(activity.Recorded);
    }

    [Fact]
    public void Not_where_somebody_else_listens()
    {
        using (var other = new ActivityListener { ShouldListenTo = source => source.Name == "something else" })
        {
            ActivitySource.AddActivityListener(other);
            Assert.Null(Source.StartActivity("none"));
        }
        Begin("ours again").Stop();
    }

    [Theory]
    [InlineData("System.Net.Http")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel")]
    [InlineData("Experimental.System.Net.Sockets")]
    public void Not_of_connections_and_calls(string source)
    {
        using var other = new ActivitySource(source);
        Assert.Null(other.StartActivity("none"));
    }

    [Fact]
    public void The_recorded_flag_of_a_caller_stays()
    {
        using Activity root = Source.StartActivity("root", ActivityKind.Server, s_recorded)!;
        Assert.True(root.Recorded);
        Assert.EndsWith("-01", root.Id, StringComparison.Ordinal);
        Check();
        using Activity child = Begin("child");
        Assert.True(child.Recorded);
        Check();
        using Activity legacy = new Activity("legacy").Start();
        Assert.EndsWith("-01", legacy.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void The_recorded_flag_of_a_caller_told_by_an_id_stays()
    {
        string id = $"00-{s_recorded.TraceId}-{s_recorded.SpanId}-01";
        using Activity root = Source.StartActivity("root", ActivityKind.Server, id)!;
        Assert.True(root.Recorded);
    }

    [Fact]
    public void Services_that_are_called_are_not_told_of_activities_of_ours()
    {
        using Activity ours = Begin("ours");
        Assert.Empty(Headers(ours));
        using Activity inside = new Activity("the program's, inside ours").Start();
        Assert.Empty(Headers(inside));
    }

    [Fact]
    public void Services_that_are_called_are_told_of_the_programs_activities()
    {
        using Activity own = new Activity("the program's")
            .SetParentId(s_recorded.TraceId, s_recorded.SpanId, s_recorded.TraceFlags).Start();
        own.AddBaggage("user", "7");
        using Activity ours = Begin("ours, inside the program's");
        Dictionary<string, string> headers = Headers(ours);
        Assert.Equal($"00-{s_recorded.TraceId}-{ours.SpanId}-01", headers["traceparent"]);
        Assert.Contains(headers.Values, value => value.Contains("user", StringComparison.Ordinal));
    }

    [Fact]
    public void Baggage_and_trace_state_are_read_as_before()
    {
        DistributedContextPropagator guard = DistributedContextPropagator.Current;
        Assert.Contains("traceparent", guard.Fields);
        guard.ExtractTraceIdAndState(null, Get, out string? id, out string? state);
        Assert.Equal((Parent, "vendor=1"), (id, state));

        static void Get(object? carrier, string name, out string? value, out IEnumerable<string>? values)
        {
            value = name switch { "traceparent" => Parent, "tracestate" => "vendor=1", _ => null };
            values = null;
        }
    }

    [Theory]
    [InlineData("/app/A.dll:/app/B.dll", false)]
    [InlineData("/app/A.dll:/app/OpenTelemetry.dll:/app/B.dll", true)]
    [InlineData("/app/OpenTelemetry.Api.dll", false)]
    [InlineData("", true)]
    [InlineData(null, true)]
    public void Programs_that_bring_a_tracing_sdk_are_known(string? assemblies, bool expected) =>
        Assert.Equal(expected, TracingSdk.IsAmong(assemblies));

    private static Dictionary<string, string> Headers(Activity activity)
    {
        var headers = new Dictionary<string, string>();
        DistributedContextPropagator.Current.Inject(activity, null, (_, name, value) => headers[name] = value);
        return headers;
    }
}
