using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Clrscope.Activities.Tests;

/// <summary>
/// A program with OpenTelemetry, which always does the same with the same trace ids. Its result is all that tracing decided,
/// exported, and told to services that it called; spans are named, since their ids are not the same twice.
/// </summary>
internal sealed class TracedProgram : IDisposable
{
    private static readonly string[] s_names = ["child", "dropped", "noted"];

    private readonly List<string> _lines = [];
    private readonly List<string> _headers = [];
    private readonly List<Activity> _exported = [];
    private readonly ActivitySource _source = new("shop");
    private readonly ActivitySource _unheard = new("unheard");
    private readonly HeaderServer _server = new();
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _source.Dispose();
        _unheard.Dispose();
        _server.Dispose();
        _client.Dispose();
    }

    /// <param name="sampler">Its decisions are noted.</param>
    /// <param name="startsEarly">Whether a span begins before OpenTelemetry is there, and is current all along.</param>
    internal static async Task<IReadOnlyList<string>> Run(Sampler sampler, bool startsEarly)
    {
        var random = new Random(7);
        Func<ActivityTraceId>? before = Activity.TraceIdGenerator;
        Activity.TraceIdGenerator = () =>
        {
            Span<byte> bytes = stackalloc byte[16];
            lock (random)
            {
                random.NextBytes(bytes);
            }
            return ActivityTraceId.CreateFromBytes(bytes);
        };
        try
        {
            Activity.Current = null;
            using var program = new TracedProgram();
            await program.Main(sampler, startsEarly);
            return program.Result();
        }
        finally
        {
            Activity.TraceIdGenerator = before;
        }
    }

    private async Task Main(Sampler sampler, bool startsEarly)
    {
        using Activity? early = startsEarly ? _source.StartActivity("early") : null;
        Note("early", early);
        using (TracerProvider provider = Sdk.CreateTracerProviderBuilder().AddSource("shop", "System.Net.Http")
            .SetSampler(new NotingSampler(sampler, _lines)).AddInMemoryExporter(_exported).Build())
        {
            for (int i = 0; i < 12; i++)
            {
                using (Activity? root = _source.StartActivity("root"))
                {
                    Note("root", root);
                    await Work();
                }
                using (Activity? served = _source.StartActivity("served", ActivityKind.Server, Remote(i)))
                {
                    Note("served", served);
                    await Work();
                }
                await Call();
            }
        }
    }

    private async Task Work()
    {
        foreach (string name in s_names)
        {
            using Activity? activity = _source.StartActivity(name);
            Note(name, activity);
            using Activity? unheard = _unheard.StartActivity("unheard");
            Note("unheard", unheard);
            await Task.Yield();
            await Call();
        }
        Activity legacy = new Activity("legacy").Start();
        Note("legacy", legacy);
        using (Activity? inner = _source.StartActivity("inside legacy"))
        {
            Note("inside legacy", inner);
            await Call();
        }
        legacy.Stop();
        Activity? elsewhere = _source.StartActivity("elsewhere");
        await Task.Run(() => elsewhere?.Stop());
        Activity.Current = elsewhere?.Parent;
        await Call();
    }

    private static ActivityContext Remote(int i) => new(
        ActivityTraceId.CreateFromString($"{i:x8}89abcdef0123456789abcdef"), ActivitySpanId.CreateFromString("00f067aa0ba902b7"),
        i % 2 == 0 ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None, "vendor=1", isRemote: true);

    private async Task Call()
    {
        (await _client.GetAsync(_server.Address)).Dispose();
        _headers.Add(_server.Last ?? "none");
        DistributedContextPropagator.Current.Inject(
            Activity.Current, null, (_, name, value) => _headers.Add($"{name}={value}"));
        _lines.Add("header");
        _lines.Add($"headers so far: {_headers.Count}");
    }

    private void Note(string name, Activity? activity) => _lines.Add(activity is null
        ? $"{name}: none"
        : $"{name}: trace {activity.TraceId} flags {activity.ActivityTraceFlags} data {activity.IsAllDataRequested} " +
            $"state {activity.TraceStateString} parent {activity.Parent?.OperationName} remote {activity.HasRemoteParent}");

    private IReadOnlyList<string> Result()
    {
        var names = _exported.ToDictionary(span => span.SpanId.ToHexString(), span => span.OperationName);
        IEnumerable<string> exported = _exported.Select(span =>
            $"exported {span.TraceId} {span.OperationName} parent {names.GetValueOrDefault(span.ParentSpanId.ToHexString(), "?")} " +
            $"{span.ActivityTraceFlags} {span.TraceStateString} {string.Join(",", span.TagObjects.Where(tag => tag.Key == "sampler"))}");
        IEnumerable<string> headers = _headers.Select(header =>
            header.Split('-') is [var version, var trace, var span, var flags]
                ? $"header {version} {trace} {names.GetValueOrDefault(span, "?")} {flags}"
                : $"header {header}");
        return [.. _lines, .. exported, .. headers];
    }

    private sealed class NotingSampler(Sampler inner, List<string> lines) : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
        {
            SamplingResult result = inner.ShouldSample(samplingParameters);
            ActivityContext parent = samplingParameters.ParentContext;
            lines.Add($"sampled {samplingParameters.Name} {samplingParameters.TraceId} of {parent.TraceId} {parent.TraceFlags} " +
                $"{parent.IsRemote} {parent.TraceState}: {result.Decision}");
            return result;
        }
    }
}
