using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Clrscope.Activities.Tests;

/// <summary>Beside OpenTelemetry nothing changes: what is sampled, exported and told to others is what it is without us.</summary>
public sealed class OpenTelemetryTests
{
    public static TheoryData<string> Samplers => [.. s_samplers.Keys];

    private static readonly Dictionary<string, Func<Sampler>> s_samplers = new()
    {
        ["always on"] = () => new AlwaysOnSampler(),
        ["always off"] = () => new AlwaysOffSampler(),
        ["ratio of roots"] = () => new ParentBasedSampler(new TraceIdRatioBasedSampler(0.5)),
        ["remote parents off"] = () => new ParentBasedSampler(
            new AlwaysOnSampler(), remoteParentSampled: new AlwaysOffSampler(), remoteParentNotSampled: new AlwaysOnSampler()),
        ["by name"] = () => new NameSampler(),
    };

    [Theory]
    [MemberData(nameof(Samplers))]
    public async Task Nothing_changes(string sampler)
    {
        IReadOnlyList<string> without = await TracedProgram.Run(s_samplers[sampler](), startsEarly: true);
        Assert.Contains(without, line => line.StartsWith("sampled", StringComparison.Ordinal));
        Assert.Contains(without, line => line.StartsWith("header", StringComparison.Ordinal));

        var profiler = new FakeProfiler();
        using (ActivityTracker.Start(profiler, mayCreate: !TracingSdk.ComesWithProgram()))
        {
            Assert.Equal(without, await TracedProgram.Run(s_samplers[sampler](), startsEarly: true));
        }
        Assert.Contains(profiler.Spans, span => span.Text(SpanKey.Source) == "shop");
    }

    /// <summary>A listener that cannot be foreseen: only that it is there tells us to keep back.</summary>
    [Theory]
    [MemberData(nameof(Samplers))]
    public async Task Nothing_changes_where_the_sdk_is_not_recognized(string sampler)
    {
        IReadOnlyList<string> without = await TracedProgram.Run(s_samplers[sampler](), startsEarly: false);
        using (ActivityTracker.Start(new FakeProfiler(), mayCreate: true))
        {
            Assert.Equal(without, await TracedProgram.Run(s_samplers[sampler](), startsEarly: false));
        }
    }

    [Fact]
    public async Task Its_activities_are_followed()
    {
        var profiler = new FakeProfiler();
        using ActivityTracker tracker = ActivityTracker.Start(profiler, mayCreate: true);
        using TracerProvider provider = OpenTelemetry.Sdk.CreateTracerProviderBuilder().AddSource("shop").Build();
        using var source = new ActivitySource("shop");
        using Activity activity = source.StartActivity("traced")!;
        Assert.Null(profiler.Here.Mismatch(activity));
        await Task.Yield();
        Assert.Null(profiler.Here.Mismatch(activity));
        Assert.Equal(1, profiler.Here.Flags);
    }
}
